import type { ChatView, TicketView } from '../../../../src/api/views.ts';
import type { HeldTicket } from '../evidence.ts';
import { isMarked, markOf, type Tale, wishesTo } from './tales.ts';
import { type Check, counted, outOfOrder, type Violation } from './violation.ts';

/** I4 and I8: counted in the ITSM; what we believe of it does not count. */
export const tickets: Check = ({ final }, tales) => {
  const held = new Map(final.tickets.map((ticket) => [ticket.number, ticket]));
  const keys = counted(final.tickets.map(({ key }) => key).filter((key) => key.startsWith('DB-')));
  const named = counted(
    final.chats.flatMap(({ chat }) =>
      chat.tickets.flatMap(({ displayId }) => (chat.links ?? []).map(({ title }) => `${displayId} ${title}`)),
    ),
  );
  const doubled = [...keys].filter(([, times]) => times > 1);
  return [
    ...doubled.map(([key, times]) => ({
      invariant: 'I4' as const,
      what: `the ITSM has ${times} tickets with the key ${key}`,
    })),
    ...tales.flatMap((tale) => [
      ...wishes(tale, final.tickets),
      ...tale.chats.flatMap(({ chat }) =>
        chat.tickets.flatMap((ticket) => [...ofTicket(tale, chat, ticket, held, named)]),
      ),
    ]),
  ];
};

function* wishes(tale: Tale, all: readonly HeldTicket[]): Generator<Violation> {
  const story = tale.key;
  const of = (op: 'ticket' | 'relate', result: string) =>
    wishesTo(tale, op).filter((wish) => wish.result === result).length;
  const its = tale.chats.flatMap(({ chat }) => chat.tickets);
  for (const op of ['ticket', 'relate'] as const) {
    const found = its.filter(({ created }) => created === (op === 'ticket')).length;
    const [sure, perhaps] = [of(op, 'ok'), of(op, 'unknown')];
    if (found < sure || found > sure + perhaps)
      yield {
        invariant: 'I4',
        story,
        what: `${sure} wishes to ${op} were acknowledged, and the chat has ${found}`,
      };
  }
  const made = all.filter(({ description }) => description.includes(markOf(story)));
  const wanted = its.filter(({ created, state }) => created && state === 'created').length;
  if (made.length !== wanted)
    yield {
      invariant: 'I4',
      story,
      what: `the ITSM has ${made.length} tickets of the chat (${made.map(({ number }) => number).join(', ')}), and the chat knows ${wanted}`,
    };
}

function* ofTicket(
  tale: Tale,
  chat: ChatView,
  ticket: TicketView,
  held: ReadonlyMap<string, HeldTicket>,
  /** Several chats may have one ticket, and each names its articles in it. */
  named: ReadonlyMap<string, number>,
): Generator<Violation> {
  const wrong = (what: string): Violation => ({
    invariant: 'I4',
    story: tale.key,
    chat: chat.id,
    what: `ticket ${ticket.n}: ${what}`,
  });
  if (ticket.state !== 'created')
    return yield wrong(`it is ${ticket.state}${ticket.error ? `: ${ticket.error}` : ''}`);
  if (ticket.error !== undefined) yield wrong(`a write to it failed: ${ticket.error}`);
  const there = held.get(ticket.displayId ?? '');
  if (there === undefined) return yield wrong(`the ITSM has no ${ticket.displayId}`);
  const [status, reason] = ticket.created ? statusOf(chat, there.type) : ['Assigned', ''];
  if (there.status !== status || there.reason !== reason)
    yield wrong(`${there.number} is ${there.status} / ${there.reason} and should be ${status} / ${reason}`);
  const welcomes = there.workInfo.filter(({ text }) =>
    text.includes(`live chat with ${chat.user.name}:`),
  ).length;
  if (welcomes !== 1) yield wrong(`${there.number} says ${welcomes} times to which chat it belongs`);
  for (const { title } of chat.links ?? []) {
    const times = there.workInfo.filter(({ summary }) => summary.endsWith(`: ${title}`)).length;
    const wanted = named.get(`${there.number} ${title}`);
    if (times !== wanted)
      yield wrong(`${there.number} names the article “${title}” ${times} times instead of ${wanted}`);
  }
  for (const what of transcript(tale, chat, there)) yield { ...wrong(what), invariant: 'I8' };
}

/** The table of endings, as it is for BMC Helix. */
function statusOf(
  { disposition, cancelledByUser }: ChatView,
  type: HeldTicket['type'],
): readonly [string, string] {
  if (disposition === 'resolved')
    return type === 'incident' ? ['Resolved', 'No Further Action Required'] : ['Completed', 'Successful'];
  if (disposition === 'abandoned')
    return type === 'incident'
      ? ['Cancelled', 'No longer a Causal CI']
      : ['Cancelled', cancelledByUser ? 'Cancelled by Requester' : 'Cancelled by Support'];
  return ['Assigned', ''];
}

function* transcript(
  tale: Tale,
  chat: ChatView,
  { number, description, workInfo }: HeldTicket,
): Generator<string> {
  const entries = tale.chats.find((one) => one.chat.id === chat.id)?.entries ?? [];
  const texts = entries
    .filter(({ type, text }) => type === 'message' && isMarked(text))
    .map(({ text }) => text);
  const written = [description, ...workInfo.map(({ text }) => text)].join('\n');
  for (const text of texts) {
    const times = written.split(text).length - 1;
    if (times > 1 || (times === 0 && chat.status === 'closed'))
      yield `${number} has “${text}” ${times} times`;
  }
  const places = texts.map((text) => ({ text, at: written.indexOf(text) })).filter(({ at }) => at >= 0);
  const late = outOfOrder(
    places.toSorted((a, b) => a.at - b.at).map(({ text }) => text),
    texts,
  );
  if (late !== undefined) yield `${number} has “${late}” too late`;
  for (const { text = '' } of wishesTo(tale, 'note'))
    if (written.includes(text)) yield `${number} has the side note “${text}”`;
}
