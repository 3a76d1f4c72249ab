import { z } from 'zod';
import type {
  Connector,
  ConnectorDefinition,
  Ticket,
  TicketChange,
  TicketDraft,
  TicketEntry,
  TicketRef,
  WriteKey,
} from '../../src/connector/connector.ts';
import { entryText } from '../../src/connector/entry-text.ts';
import {
  alreadyDone,
  done,
  type Failed,
  missing,
  type Outcome,
  refused,
  unsupported,
} from '../../src/connector/outcome.ts';
import { LOOKUPS, lookUp, noSuchTemplate } from './lookup.ts';
import { checkMapping, mapping, STATUSES } from './mapping.ts';
import { asTicket, MemoryStore } from './store.ts';

const settings = z.strictObject({}).describe('Tickets in memory: for trying out and for tests');

const ticketTypes = [
  { id: 'incident', title: 'Incident', kind: 'incident' },
  { id: 'work-order', title: 'Work Order', kind: 'work-order' },
] as const;

/** Enough that nobody meets it; an entry with more is refused. */
const FILES_PER_ENTRY = 100;

const definition: ConnectorDefinition<typeof settings> = {
  id: 'memory',
  title: 'Memory',
  ticketTypes,
  capabilities: { lookups: LOOKUPS, filesPerEntry: FILES_PER_ENTRY },
  settings,
  mapping,
  connect: () => connectMemory(new MemoryStore()),
};

export default definition;

/** The connector over a store of one's own, which a test can look into. */
export function connectMemory(store: MemoryStore): Connector {
  return {
    open: async (draft, key) => open(store, draft, key),
    read: async (ref) => {
      const ticket = store.get(ref);
      return ticket === undefined ? noTicket(ref) : done(asTicket(ticket));
    },
    append: async (ref, entries, key) => append(store, ref, entries, key),
    change: async (ref, change, key) => changeTicket(store, ref, change, key),
    check: async (wanted) => done(checkMapping(wanted)),
    lookup: async (kind, query) => lookUp(store, kind, query),
    close: async () => {},
  };
}

const noTicket = (ref: TicketRef): Failed => missing(`There is no ${ref.type} ${ref.displayId}.`);

function open(store: MemoryStore, draft: TicketDraft, key: WriteKey): Outcome<TicketRef> {
  if (!ticketTypes.some(({ id }) => id === draft.type)) {
    return unsupported(`There is no ticket type "${draft.type}"; there are incident and work-order.`);
  }
  if (key.attempt > 0) {
    const earlier = store.all().find((ticket) => ticket.key === key.key);
    if (earlier !== undefined) return alreadyDone(earlier.ref);
  }
  const { templateId } = draft;
  const template = store.seed.templates?.find(({ id, type }) => id === templateId && type === draft.type);
  if (templateId !== undefined && template === undefined) return noSuchTemplate(templateId);
  const fields = { ...template?.fields, ...draft.fields };
  if ((fields.summary ?? '').trim() === '') return refused('A ticket needs a summary.', 'summary');
  const id = store.nextId();
  const ref: TicketRef = { type: draft.type, id, displayId: `MEM-${id}` };
  const nothing = { entries: [], related: new Set<string>() };
  store.put({ ref, key: key.key, fields, status: 'open', statusReason: '', ...nothing });
  return done(ref);
}

function append(
  store: MemoryStore,
  ref: TicketRef,
  entries: readonly TicketEntry[],
  key: WriteKey,
): Outcome<readonly string[]> {
  const ticket = store.get(ref);
  if (ticket === undefined) return noTicket(ref);
  const earlier = ticket.entries.filter((entry) => entry.key === key.key).map((entry) => entry.id);
  if (key.attempt > 0 && earlier.length > 0) return alreadyDone(earlier);
  if (entries.some(({ files = [] }) => files.length > FILES_PER_ENTRY)) {
    return refused(`An entry takes ${FILES_PER_ENTRY} files at most.`, 'files');
  }
  const added = entries.map((entry) => ({
    ...entry,
    text: entryText(entry),
    id: store.nextId(),
    key: key.key,
  }));
  const ties = entries.flatMap(({ links = [] }) => links.filter(({ relate }) => relate).map(({ id }) => id));
  store.put({
    ...ticket,
    entries: [...ticket.entries, ...added],
    related: new Set([...ticket.related, ...ties]),
  });
  return done(added.map((entry) => entry.id));
}

function changeTicket(
  store: MemoryStore,
  ref: TicketRef,
  change: TicketChange,
  key: WriteKey,
): Outcome<Ticket> {
  const ticket = store.get(ref);
  if (ticket === undefined) return noTicket(ref);
  const wanted = change.status ?? ticket.status;
  if (!STATUSES.includes(wanted)) {
    return refused(`There is no status "${wanted}"; there are ${STATUSES.join(', ')}.`, 'status');
  }
  const fields = { ...change.fields, ...Object.fromEntries((change.clear ?? []).map((name) => [name, ''])) };
  const next = {
    ...ticket,
    status: wanted,
    statusReason: change.status === undefined ? ticket.statusReason : (change.statusReason ?? ''),
    fields: { ...ticket.fields, ...fields },
  };
  const same =
    next.status === ticket.status &&
    next.statusReason === ticket.statusReason &&
    Object.entries(fields).every(([name, text]) => (ticket.fields[name] ?? '') === text);
  if (same && key.attempt > 0) return alreadyDone(asTicket(ticket));
  store.put(next);
  return done(asTicket(next));
}
