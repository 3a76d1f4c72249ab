import type { EntryView, FeedFrame } from '../../../api/views.ts';

/** Somebody else in a chat who is writing now. */
type Typist = Extract<FeedFrame, { kind: 'typing' }>['who'];

/** Chats in which somebody is, by their id. */
export type Typists = Readonly<Record<string, Typist>>;

/** `who` is absent once he has stopped. */
export interface TypingAction {
  readonly type: 'typing';
  readonly chat: string;
  readonly who?: Typist;
}

export function reduceTyping(typing: Typists, { chat, who }: TypingAction): Typists {
  // One who goes on is no news: nothing is drawn, or said, again.
  if (typing[chat]?.id === who?.id) return typing;
  const { [chat]: _before, ...others } = typing;
  return who === undefined ? others : { ...others, [chat]: who };
}

/** Whoever has written does not write any more. */
export function afterLines(
  typing: Typists,
  chat: string,
  before: readonly EntryView[],
  after: readonly EntryView[],
): Typists {
  const known = before.at(-1)?.seq ?? 0;
  const wrote = after.some(({ seq, author }) => seq > known && author.id === typing[chat]?.id);
  return wrote ? reduceTyping(typing, { type: 'typing', chat }) : typing;
}
