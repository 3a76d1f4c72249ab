import type { ChatTicket } from '../chat/chat.ts';
import { fits } from '../chat/cut.ts';
import { publicTranscript, type Transcript } from '../chat/transcript.ts';
import type { TicketDraft, TicketRef } from '../connector/connector.ts';
import { limitOf, type TypeMapping } from '../connector/mapping.ts';
import { done, type Outcome, succeeded } from '../connector/outcome.ts';
import { contextFor } from './context-for.ts';
import { fitTranscript } from './fit-transcript.ts';
import { begin, orPutOff } from './intend.ts';
import { names, render } from './mapping/templates.ts';
import { cutFields, type RenderContext, renderFields } from './render.ts';
import { sendWrite } from './send-write.ts';
import { ticketRow } from './ticket-row.ts';
import type { TicketWork } from './ticket-work.ts';
import { remembered } from './touched.ts';

/** Opens the ticket with the transcript as it stood when the agent asked for it. */
export async function openTicket(work: TicketWork, upTo: number): Promise<Outcome<undefined>> {
  const { chat, ticket, instance, ledger, ports } = work;
  if (ticket.state === 'created') return done(undefined);
  const mapping = instance.mapping[ticket.type];
  if (mapping === undefined)
    return { kind: 'refused', reason: `Nothing is mapped for tickets of type ${ticket.type}.` };
  const filled = await filledByTemplate(work);
  if (!succeeded(filled)) return filled;
  const begun = await begin<Described<TicketDraft>, Described<TicketRef>>(work, 'open', async () => {
    // The bot's talk comes into the log with the commit: whoever asked at the handoff did not know its length.
    const describedUpTo = Math.max(ticket.describedUpTo, upTo);
    const transcript = publicTranscript(chat, await ports.readLog(chat.id), { upTo: describedUpTo });
    const context = orPutOff(await contextFor(work, transcript, Object.values(mapping.open)));
    return draftOf({ ...ticket, describedUpTo }, mapping, filled.value, context, transcript);
  });
  if (!succeeded(begun)) return begun;
  const write = begun.value;
  if (write.state === 'confirmed') {
    // Only its report is missing.
    return write.result === undefined ? done(undefined) : reportCreated(work, mapping, write.result);
  }
  const { key, request } = write;
  const { describedUpTo, ...draft } = request;
  const outcome = await sendWrite(work, 'open', { key, tried: write, written: draft }, (writeKey) =>
    instance.connector.open(draft, writeKey),
  );
  if (!succeeded(outcome)) return outcome;
  const row = ticketRow(work, 'open', 'confirmed', draft, outcome.value);
  const result = { ...outcome.value, describedUpTo };
  await ledger.confirm('open', { key, result }, row);
  return reportCreated(work, mapping, result);
}

/** With how much of the log stands in the ticket's fields. */
type Described<T> = T & { readonly describedUpTo: number };

/** Fields that the template of the agent's choice has a value for; the ITSM is asked only before the ticket is mapped. */
async function filledByTemplate({
  ticket,
  instance,
  ledger,
}: TicketWork): Promise<Outcome<ReadonlySet<string>>> {
  const { type, wish: { templateId } = {} } = ticket;
  const none = new Set<string>();
  if (templateId === undefined || !instance.definition.capabilities.lookups.includes('form'))
    return done(none);
  if (await ledger.isMeant('open')) return done(none);
  const form = await instance.connector.lookup('form', { type, templateId });
  // An ITSM that does not tell what its forms hold opens such tickets all the same, from the mapping's values.
  if (form.kind === 'unsupported') return done(none);
  if (!succeeded(form)) return form;
  return done(new Set(form.value.filter(({ value }) => value !== undefined).map(({ name }) => name)));
}

/**
 * The mapping's fields, and over them what the agent filled in. A field that the template fills is the
 * template's, but the one with the transcript: without it the ticket would not tell the chat.
 */
function draftOf(
  { type, wish = {}, describedUpTo }: ChatTicket,
  mapping: TypeMapping,
  filled: ReadonlySet<string>,
  context: RenderContext,
  transcript: Transcript,
): Described<TicketDraft> {
  const open = Object.entries(mapping.open).filter(
    ([field, template]) => !filled.has(field) || names(template, 'transcript'),
  );
  const carriers = open.filter(
    ([field, template]) => wish.fields?.[field] === undefined && names(template, 'transcript'),
  );
  const holds = (text: string): boolean =>
    carriers.some(([field, template]) => {
      const rendered = render(template, { ...context, transcript: text });
      const limit = mapping.limits[field];
      return (limit === undefined || fits(rendered, limitOf(limit))) && rendered.includes(text.trim());
    });
  const fitted = fitTranscript(transcript, holds);
  const fitting = { ...context, transcript: fitted.transcript };
  const mapped = renderFields(Object.fromEntries(open), mapping.limits, fitting);
  // What a person typed is cut too: refused for its length, it would be refused at each retry.
  const fields = { ...mapped, ...cutFields(wish.fields ?? {}, mapping.limits) };
  return {
    type,
    ...(wish.templateId !== undefined && { templateId: wish.templateId }),
    fields,
    describedUpTo: Math.min(fitted.upTo, describedUpTo),
  };
}

/**
 * Reads the new ticket back, remembers who had it, and tells the chat. Without that nobody could tell
 * later whether somebody else has taken it in hand, so a read that is worth repeating is.
 */
async function reportCreated(
  { chat, ticket, instance, ledger, ports }: TicketWork,
  mapping: TypeMapping,
  ref: Described<TicketRef>,
): Promise<Outcome<undefined>> {
  const read = await instance.connector.read(ref);
  if (read.kind === 'busy' || read.kind === 'unknown') return read;
  const seen = succeeded(read) ? read.value : undefined;
  if (seen !== undefined) await ledger.saw(remembered(seen, mapping));
  await ports.report(chat.id, {
    type: 'record-ticket-created',
    n: ticket.n,
    externalId: ref.id,
    displayId: ref.displayId,
    ...(ref.url !== undefined && { url: ref.url }),
    describedUpTo: ref.describedUpTo,
    status: seen?.status ?? '',
    statusReason: seen?.statusReason ?? '',
  });
  return done(undefined);
}
