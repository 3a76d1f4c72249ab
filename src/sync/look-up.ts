import type { Chat, ChatTicket, TicketWish } from '../chat/chat.ts';
import { type Ending, endingOfAbandon } from '../chat/ending.ts';
import { publicTranscript } from '../chat/transcript.ts';
import type { EndingForm, FormField, LookupKind, Lookups } from '../connector/lookup.ts';
import type { EndingMapping } from '../connector/mapping.ts';
import { done, type Outcome, succeeded, unsupported } from '../connector/outcome.ts';
import { contextFor } from './context-for.ts';
import { matchCustomer } from './match-customer.ts';
import type { ConnectorInstance, SyncPorts } from './ports.ts';
import { contextOf, renderFields } from './render.ts';

/** Questions to the ITSM that an agent waits for. Nothing is written. */
export function createLookUps(
  ports: Pick<SyncPorts, 'instance' | 'readLog' | 'personOf' | 'endingAvailable'>,
) {
  async function lookUp<K extends LookupKind>(
    instance: string,
    kind: K,
    query: Lookups[K]['query'],
  ): Promise<Outcome<readonly Lookups[K]['item'][]>> {
    const found = ports.instance(instance);
    if (found === undefined) return unsupported('No ITSM is connected.');
    if (!found.definition.capabilities.lookups.includes(kind))
      return unsupported(`${found.definition.title} has no ${kind} to look up here.`);
    return found.connector.lookup(kind, query);
  }

  /** What the mapping alone would send. */
  async function mapped(
    chat: Chat,
    instance: ConnectorInstance,
    templates: Readonly<Record<string, string>>,
  ) {
    const transcript = publicTranscript(chat, await ports.readLog(chat.id));
    const customer = () => matchCustomer(instance, chat.user);
    const asked = await contextFor({ chat, instance, customer, ports }, transcript, Object.values(templates));
    // Only which fields stay blank is asked here: the defaults tell it too.
    const context = succeeded(asked)
      ? asked.value
      : contextOf(chat, transcript, undefined, instance.settings);
    return renderFields(templates, {}, context);
  }

  return {
    lookUp,

    /** Required fields of a new ticket that neither template, mapping nor agent has filled in. */
    async blankFields(
      chat: Chat,
      connector: string,
      type: string,
      wish: TicketWish,
    ): Promise<Outcome<readonly FormField[]>> {
      const instance = ports.instance(connector);
      if (!instance?.definition.capabilities.lookups.includes('form')) return done([]);
      const { templateId, fields: given = {} } = wish;
      const form = await instance.connector.lookup('form', { type, ...(templateId && { templateId }) });
      if (!succeeded(form)) return form;
      const filled = { ...(await mapped(chat, instance, instance.mapping[type]?.open ?? {})), ...given };
      return done(form.value.filter((field) => field.required && !field.value && !filled[field.name]));
    },

    /** One row a ticket that exists in the ITSM. An ITSM that cannot be asked leaves the fields empty: the write will tell. */
    async endForm(chat: Chat): Promise<readonly EndingForm[]> {
      const tickets = chat.tickets.filter(({ displayId }) => displayId !== undefined);
      return Promise.all(tickets.map((ticket) => endingForm(chat, ticket)));
    },

    /** Why an ending cannot resolve this ticket, as a sentence; nothing where it can, or nobody knows. */
    async whyNotResolved(ticket: ChatTicket): Promise<string | undefined> {
      const { why } = await valuesOf(ticket, 'resolved');
      return why && `${why} End without resolving.`;
    },
  };

  async function endingForm(chat: Chat, ticket: ChatTicket): Promise<EndingForm> {
    const { n, displayId = '', kind, created } = ticket;
    const [resolved, cancelled] = await Promise.all([
      valuesOf(ticket, 'resolved'),
      created ? valuesOf(ticket, endingOfAbandon(chat)) : undefined,
    ]);
    return {
      n,
      displayId,
      kind,
      created,
      ...(resolved.target && { resolve: shown(resolved.target) }),
      ...(resolved.why && { why: `${resolved.why} End without resolving.` }),
      ...(cancelled?.target && { cancel: shown(cancelled.target) }),
      ...(resolved.target === undefined ? { fields: [] } : await demanded(chat, ticket, resolved.target)),
    };
  }

  /** What an ending sets, or why it can set nothing. */
  async function valuesOf(
    { connector, type }: ChatTicket,
    ending: Ending,
  ): Promise<{ readonly target?: EndingMapping; readonly why?: string }> {
    const target = ports.instance(connector)?.mapping[type]?.endings[ending];
    if (target === undefined) return { why: 'Nothing is mapped for that on this ticket.' };
    const available = await ports.endingAvailable(connector, type, ending);
    return available.ok ? { target } : { why: available.why };
  }

  /** What the ITSM demands on resolve and the mapping does not fill in. */
  async function demanded(
    chat: Chat,
    { connector, type }: ChatTicket,
    target: EndingMapping,
  ): Promise<Pick<EndingForm, 'fields' | 'missing'>> {
    const instance = ports.instance(connector);
    if (!instance?.definition.capabilities.lookups.includes('form')) return { fields: [] };
    const form = await instance.connector.lookup('form', { type, ending: 'resolved' });
    if (form.kind === 'busy' || form.kind === 'unknown') return { fields: [], missing: NOT_TOLD };
    if (!succeeded(form)) return { fields: [] };
    const filled = await mapped(chat, instance, target.fields ?? {});
    const fields = form.value.filter((field) => field.required && !field.value && !filled[field.name]);
    return { fields };
  }
}

const NOT_TOLD =
  'The ITSM did not tell in time which fields it demands. You can end the chat all the same; where it refuses, the ticket says why.';

const shown = ({ status, statusReason }: EndingMapping) => ({ status, statusReason });
