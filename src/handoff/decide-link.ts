import type { Chat, ChatLink } from '../chat/chat.ts';
import type { NewEntry } from '../chat/entry.ts';
import { accepted, type Decided, unchanged } from './answers.ts';
import type { Command, Facts } from './commands.ts';
import { agentLine, eventLine } from './lines.ts';
import { abandonUnderWay, gone, mayEnd, maySpeak, ownerOf } from './may.ts';

/** Shows an article to the user; its address goes to every ticket of the chat. */
export function shareArticle(
  { by, article }: Extract<Command, { type: 'share-article' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const no = maySpeak(by, chat) ?? abandonUnderWay(chat) ?? (chat.cancelledByUser ? gone() : undefined);
  if (no !== undefined) return no;
  const { connector, id, title, url, text } = article;
  const link: ChatLink = { kind: 'knowledge', connector, id, title, url, relate: false };
  const words = agentLine(now, ownerOf(by, chat), `${title}\n${url}`);
  const line = { ...words, about: about(link), article: { title, url, text } };
  return accepted([{ type: 'link-added', at: now, link, line }]);
}

/** Names an outage to the user, by its title alone: what else the ITSM says of it is for staff. */
export function tellOutage(
  { by, outage }: Extract<Command, { type: 'tell-outage' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const no = maySpeak(by, chat) ?? (chat.cancelledByUser ? gone() : undefined);
  if (no !== undefined) return no;
  const { title, url } = outage;
  const what = url === undefined ? title : `${title}\n${url}`;
  const text = `There is an outage that we know of and work on: ${what}`;
  const told = { line: 'outage', names: { title: what } } as const;
  const line = {
    ...agentLine(now, ownerOf(by, chat), text),
    told,
    about: about({ kind: 'outage', ...outage }),
  };
  return accepted([{ type: 'agent-message-sent', at: now, line }]);
}

/** Ties an article or an outage to the tickets of the chat, later ones too; the user sees nothing of it. */
export function pinLink(
  { by, link }: Extract<Command, { type: 'pin-link' }>,
  chat: Chat,
  { now }: Facts,
): Decided {
  const no = mayEnd(by, chat);
  if (no !== undefined) return no;
  if (chat.links?.some((one) => one.relate && isSame(one, link))) return unchanged;
  const who = ownerOf(by, chat).screenName;
  const text =
    link.kind === 'outage'
      ? `${who} related the outage “${link.title}” to the ticket.`
      : `${who} pinned “${link.title}” to the ticket.`;
  const line = { ...eventLine(now, 'link-pinned', text), about: about(link) };
  return accepted([{ type: 'link-added', at: now, link, line }]);
}

/** Two ITSM systems may number their records alike. */
const isSame = (one: ChatLink, other: ChatLink): boolean =>
  one.kind === other.kind && one.connector === other.connector && one.id === other.id;

const about = ({
  kind,
  connector,
  id,
}: Pick<ChatLink, 'kind' | 'connector' | 'id'>): NonNullable<NewEntry['about']> => ({
  kind,
  ...(connector !== undefined && { connector }),
  id,
});
