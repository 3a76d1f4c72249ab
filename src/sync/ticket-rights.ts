import type { Ending } from '../chat/ending.ts';
import { done, type Outcome, succeeded } from '../connector/outcome.ts';
import type { Persons } from './persons.ts';
import type { ConnectorInstance } from './ports.ts';

/** What an agent wishes to do with a ticket of some type; with an ending only what that would write counts. */
export interface TicketDeed {
  readonly connector: string;
  readonly type: string;
  readonly what: 'create' | 'change';
  readonly ending?: Ending;
}

/**
 * Whether an agent's person may do in the ITSM what the agent asks for here: the house signs in with
 * an account of its own, which may do more.
 */
export const createTicketRights =
  (house: {
    readonly instance: (id: string) => ConnectorInstance | undefined;
    readonly persons: Pick<Persons, 'find'>;
  }) =>
  /** @returns sentences that say why not; nothing where the person may */
  async (
    agentId: string,
    { connector, type, what, ending }: TicketDeed,
  ): Promise<Outcome<string | undefined>> => {
    const instance = house.instance(connector);
    const mapping = instance?.mapping[type];
    const wanted = mapping?.rights?.[what];
    if (instance === undefined || wanted === undefined) return done(undefined);
    if (ending !== undefined && mapping?.endings[ending] === undefined) return done(undefined);
    const linked = await house.persons.find(connector, agentId);
    if (!succeeded(linked)) return linked;
    const { title, ticketTypes } = instance.definition;
    const ticket = ticketTypes.find(({ id }) => id === type)?.title ?? type;
    const rule = `To ${what} tickets of the type ${ticket}, your person in ${title} needs ${oneOf(wanted)}`;
    if ('why' in linked.value)
      return done(`${rule}, but ${linked.value.why}. Ask an admin of Deskbridge to link your account.`);
    const { name, login, rights } = linked.value.person;
    if (wanted.some((right) => rights.includes(right))) return done(undefined);
    const has = wanted.length === 1 ? 'does not have it' : 'has none of these';
    return done(`${rule}, and ${name} (${login}) ${has}. Ask an administrator of ${title} for it.`);
  };

const oneOf = (rights: readonly string[]): string =>
  rights.length === 1 ? `the right ${rights[0]}` : `one of the rights ${rights.join(', ')}`;
