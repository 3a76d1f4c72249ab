import type { Chat, ChatTicket, EarlierTicket } from './chat.ts';
import { endingOf } from './ending.ts';

/** Most tickets of before that a chat knows of: an agent chooses among them, and the ITSM is asked for each. */
const MOST = 10;

/**
 * What a chat that goes on with a closed one finds of its tickets: all that it has created, and those of still
 * earlier ones that nobody has decided about.
 * @param logged how many lines of that chat's log come along
 * @param dropped how many before them do not
 */
export const ticketsOf = (chat: Chat, logged: number, dropped: number): readonly EarlierTicket[] =>
  eachOnce([
    ...chat.tickets.filter(isThere).map((ticket) => earlierTicket(chat, ticket, logged)),
    ...(chat.earlier ?? []).map(({ standing: _asked, ...ticket }) => ({
      ...ticket,
      logged: Math.max(0, ticket.logged - dropped),
    })),
  ]);

/**
 * What closed chats of a proven user have left open, the newest chat first: a ticket that an ending has finished
 * is over for its user.
 * @param elsewhere chats of the same user that are open: what they have is theirs
 */
export function leftOpen(chats: readonly Chat[], elsewhere: readonly Chat[]): readonly EarlierTicket[] {
  const taken = new Set(elsewhere.flatMap(({ tickets }) => tickets.map(nameOf)));
  const left = chats.flatMap((chat) => {
    const ending = endingOf(chat);
    const resolved = new Set((chat.resolve ?? []).map(({ n }) => n));
    const finished = (n: number): boolean =>
      ending !== undefined && (ending !== 'resolved' || resolved.has(n));
    return chat.tickets
      .filter((ticket) => isThere(ticket) && !finished(ticket.n))
      .map((ticket) => earlierTicket(chat, ticket, 0));
  });
  return eachOnce(left.filter((ticket) => !taken.has(nameOf(ticket))));
}

/** One of them that an agent is asked about before there is another ticket. */
export const undecided = ({ earlier = [] }: Pick<Chat, 'earlier'>): EarlierTicket | undefined =>
  earlier.find(({ standing }) => standing === 'open' || standing === 'reopenable') ??
  earlier.find(({ standing }) => standing !== 'over');

/** Created by that chat, or about to be. */
const isThere = ({ created, state }: ChatTicket): boolean => created && state !== 'failed';

const earlierTicket = (
  { id: chat, closedAt, createdAt }: Chat,
  { n, connector, type, kind, externalId, displayId, url, status, statusReason }: ChatTicket,
  logged: number,
): EarlierTicket => ({
  chat,
  n,
  connector,
  type,
  kind,
  ...(externalId !== undefined && { externalId }),
  ...(displayId !== undefined && { displayId }),
  ...(url !== undefined && { url }),
  ...(status !== undefined && { status }),
  ...(statusReason !== undefined && { statusReason }),
  closedAt: closedAt ?? createdAt,
  logged,
});

type Named = Pick<EarlierTicket, 'connector' | 'n'> & Partial<Pick<EarlierTicket, 'chat' | 'displayId'>>;

/** A ticket without a number is known by its chat alone. */
const nameOf = ({ connector, displayId, chat = '', n }: Named): string =>
  JSON.stringify(displayId === undefined ? [connector, chat, n] : [connector, displayId]);

const eachOnce = (tickets: readonly EarlierTicket[]): readonly EarlierTicket[] =>
  [...new Map(tickets.toReversed().map((ticket) => [nameOf(ticket), ticket])).values()]
    .toReversed()
    .slice(0, MOST);
