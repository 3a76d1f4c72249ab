import type { Connector, ConnectorDefinition, ConnectorTools } from '../../src/connector/connector.ts';
import { appendWorkInfo } from './append-work-info.ts';
import { changeTicket } from './change-ticket.ts';
import { checkMapping } from './check-mapping.ts';
import { checkRights } from './check-rights.ts';
import { ArClient } from './client.ts';
import { handOver } from './hand-over.ts';
import { LOOKUPS, lookUp } from './lookup.ts';
import { mapping } from './mapping.ts';
import { openTicket } from './open-ticket.ts';
import { pretend } from './pretend.ts';
import { readTicket } from './read-ticket.ts';
import { type Settings, settings } from './settings.ts';
import { Settling } from './settling.ts';
import type { Desk } from './tickets.ts';
import { FILES_PER_PART } from './work-info-parts.ts';

const definition: ConnectorDefinition<typeof settings> = {
  id: 'bmc-helix',
  title: 'BMC Helix ITSM',
  ticketTypes: [
    { id: 'incident', title: 'Incident', kind: 'incident' },
    { id: 'work-order', title: 'Work Order', kind: 'work-order' },
  ],
  capabilities: { lookups: LOOKUPS, filesPerEntry: FILES_PER_PART },
  settings,
  mapping,
  connect,
  pretend,
};

export default definition;

function connect(given: Settings, tools: ConnectorTools): Connector {
  const client = new ArClient(given, tools);
  const desk: Desk = {
    client,
    settings: given,
    settling: new Settling(given),
  };
  return {
    open: (draft, key) => openTicket(desk, draft, key),
    read: (ref) => readTicket(desk, ref),
    append: (ref, entries, key) => appendWorkInfo(desk, ref, entries, key),
    change: (ref, change, key) => changeTicket(desk, ref, change, key),
    handOver: (type, to, groupField) => handOver(desk, type, to, groupField),
    check: (wanted) => checkMapping(desk, wanted),
    checkRights: () => checkRights(desk),
    lookup: (kind, query, { signal } = {}) =>
      lookUp(signal === undefined ? desk : { ...desk, client: client.until(signal) }, kind, query),
    close: () => client.close(),
  };
}
