import type { AgentAccount, SettingsSource } from '../../config/schema.ts';
import type { ConversationRef } from '../chat/chat.ts';
import type { Clock } from '../shared/clock.ts';
import { patience, within } from '../shared/patience.ts';
import { wordsFor } from '../shared/wording.ts';
import { forPeople } from './for-people.ts';
import { createLookUps } from './look-up.ts';
import { maskText } from './masking/mask-text.ts';
import { createPersons } from './persons.ts';
import type { ConnectorInstance, SyncPorts } from './ports.ts';
import { createTicketRights } from './ticket-rights.ts';
import { createTicketSync } from './ticket-sync.ts';

/** What the post room needs of the house beside what its work needs. */
export interface PostRoomPorts extends Omit<SyncPorts, 'instance' | 'mask' | 'personOf' | 'notDelivered'> {
  readonly instances: ReadonlyMap<string, ConnectorInstance>;
  readonly settings: SettingsSource;
  readonly account: (agentId: string) => Promise<AgentAccount | undefined>;
  /** Whether an ITSM is known not to answer. */
  readonly isDown: (connector: string) => Promise<boolean>;
  readonly clock: Clock;
  /** The language of a conversation's user, where it is known. */
  readonly localeOf: (conversation: ConversationRef) => Promise<string | undefined>;
}

/** The post room: ticket work in the background, and what agents look up and wait for. */
export function createPostRoom(ports: PostRoomPorts) {
  const { instances, settings, account, clock } = ports;
  const asked = new Map([...instances].map(([id, one]) => [id, forPeople(one, ports.isDown)]));
  const personsAt = (instance: (id: string) => ConnectorInstance | undefined) =>
    createPersons({
      instance,
      account,
      links: (connector) => settings.current().connectors.find(({ id }) => id === connector)?.persons,
      clock,
    });
  const instance = (id: string) => instances.get(id);
  const forPeopleAt = (id: string) => asked.get(id);
  const persons = personsAt(forPeopleAt);
  return {
    sync: createTicketSync({
      ...ports,
      instance,
      mask: (text) => maskText(text, settings.current().masking),
      personOf: personsAt(instance).of,
      notDelivered: async (conversation) =>
        wordsFor(settings.current().texts, await ports.localeOf(conversation), 'undelivered'),
    }),
    lookUps: createLookUps({
      ...ports,
      instance: forPeopleAt,
      personOf: persons.of,
      // What cannot be proven in time is allowed, as what is unproven is; the write will tell.
      endingAvailable: (...ending) =>
        within(
          patience(),
          () => ports.endingAvailable(...ending),
          () => ({ ok: true }),
        ),
    }),
    whyNotAllowed: createTicketRights({ instance: forPeopleAt, persons }),
  };
}
