import { canAccept, isMine } from './rights.ts';
import type { Chat, State } from './state.ts';

export type Link = NonNullable<Chat['links']>[number];

/** Why nothing can be added to this chat from the pane beside it, as a sentence; absent where it can. */
export function whyNotHere(state: State, chat: Chat): string | undefined {
  if (isMine(state, chat)) return undefined;
  if (chat.status === 'closed') return 'This chat is closed, so nothing can be added to it.';
  if (canAccept(state, chat)) return 'Accept the chat first.';
  const whose = chat.status === 'pending-transfer' ? chat.transferTo : chat.agent;
  return `${whose?.screenName ?? 'Another agent'} has this chat. Only its agent can add to it.`;
}

/** Why nothing can be done that needs the user, who may have cancelled. */
export const whyNotToUser = (state: State, chat: Chat): string | undefined =>
  whyNotHere(state, chat) ??
  (chat.cancelledByUser ? 'The user has cancelled the chat and is not there any more.' : undefined);

/** What this article or outage is to the chat already. */
export function linked(chat: Chat, kind: Link['kind'], id: string) {
  const links = (chat.links ?? []).filter((link) => link.kind === kind && link.id === id);
  return { shown: links.some(({ relate }) => !relate), tied: links.some(({ relate }) => relate) };
}

/** Each article and outage of the chat once, in the order they came, with all that it is to the chat. */
export function linksOf(chat: Chat) {
  const once = new Map(
    (chat.links ?? []).map((link) => [JSON.stringify([link.kind, link.connector, link.id]), link]),
  );
  return [...once.values()].map((link) => ({ link, ...linked(chat, link.kind, link.id) }));
}
