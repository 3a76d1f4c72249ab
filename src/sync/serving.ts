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
  checkType([...instances.values()], settings.current().tickets.type);
  /** An instance's id; empty where no ITSM is connected. */
  const connector = (place: Place = ANYWHERE): string => connectorFor(place, settings.current()) ?? '';
  const typesOf = (id: string) => instances.get(id)?.definition.ticketTypes ?? [];
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
      const types = typesOf(connector(place));
      const wanted =
        types.find(({ id, kind }) => (type === undefined ? kind === 'incident' : id === type)) ?? types[0];
      if (open === 'agent' || wanted === undefined) return undefined;
      return { at: open, connector: connector(place), ticketType: wanted.id, kind: wanted.kind };
    },
    kindOf: (id: string, type: string): TicketKind =>
      typesOf(id).find((one) => one.id === type)?.kind ?? 'request',
  };
}

/** @throws StartupError */
function checkType(instances: readonly ConnectorInstance[], type: string | undefined): void {
  const lacking = instances.find(({ definition }) => !definition.ticketTypes.some(({ id }) => id === type));
  if (type === undefined || lacking === undefined) return;
  throw new StartupError(
    `tickets.type is ${type}`,
    `the connector ${lacking.id} has no such ticket type`,
    `Use one of: ${lacking.definition.ticketTypes.map(({ id }) => id).join(', ')}.`,
  );
}
