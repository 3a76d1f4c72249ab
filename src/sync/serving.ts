import type { SettingsSource } from '../../config/schema.ts';
import type { TicketKind } from '../chat/chat.ts';
import type { Opening } from '../handoff/commands.ts';
import { StartupError } from '../shared/startup-error.ts';
import { connectorFor } from './mapping/connector-for.ts';
import type { ConnectorInstance } from './ports.ts';

/** What the routing table goes by. */
export interface Place {
  readonly company: string;
  readonly queue: string;
  readonly topic?: string | undefined;
}

// What no row of the routing table can name.
const ANYWHERE: Place = { company: '', queue: '' };

/** Which ITSM serves a chat and what it offers there; without a chat, what serves those that no route fits. */
export function createServing(
  instances: ReadonlyMap<string, ConnectorInstance>,
  settings: Pick<SettingsSource, 'current'>,
) {
  checkType([...instances.values()], 'tickets.type', settings.current().tickets.type);
  checkType([...instances.values()], 'chats.ticketType', settings.current().chats.ticketType);
  /** An instance's id; empty where no ITSM is connected. */
  const connector = (place: Place = ANYWHERE): string => connectorFor(place, settings.current()) ?? '';
  const typesOf = (id: string) => instances.get(id)?.definition.ticketTypes ?? [];
  /** The named type, else the first incident type, else the first one. */
  function ticketOf(place: Place, type: string | undefined): Omit<Opening, 'at'> | undefined {
    const types = typesOf(connector(place));
    const wanted =
      types.find(({ id, kind }) => (type === undefined ? kind === 'incident' : id === type)) ?? types[0];
    return wanted && { connector: connector(place), ticketType: wanted.id, kind: wanted.kind };
  }
  return {
    connector,
    /** The types of ticket that agents may create. */
    ticketTypes: (place?: Place) =>
      typesOf(connector(place)).map(({ id, title, kind }) => ({
        connector: connector(place),
        type: id,
        title,
        kind,
      })),
    /** The ticket that a chat of this place gets by itself, and when. */
    openingFor(place: Place): Opening | undefined {
      const { open, type } = settings.current().tickets;
      const ticket = open === 'agent' ? undefined : ticketOf(place, type);
      return open === 'agent' || ticket === undefined ? undefined : { at: open, ...ticket };
    },
    /** The ticket that a user of this place may leave; undefined where no ITSM serves it. */
    ticketToLeave(place: Place): Omit<Opening, 'at'> | undefined {
      const { chats, tickets } = settings.current();
      return ticketOf(place, chats.ticketType ?? tickets.type);
    },
    kindOf: (id: string, type: string): TicketKind =>
      typesOf(id).find((one) => one.id === type)?.kind ?? 'request',
  };
}

/** @throws StartupError */
function checkType(instances: readonly ConnectorInstance[], member: string, type: string | undefined): void {
  const lacking = instances.find(({ definition }) => !definition.ticketTypes.some(({ id }) => id === type));
  if (type === undefined || lacking === undefined) return;
  throw new StartupError(
    `${member} is ${type}`,
    `the connector ${lacking.id} has no such ticket type`,
    `Use one of: ${lacking.definition.ticketTypes.map(({ id }) => id).join(', ')}.`,
  );
}
