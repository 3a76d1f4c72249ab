import { leftAt, saidIn, type Tale, type Wish } from './tales.ts';
import { type Check, counted, outOfOrder, type Violation } from './violation.ts';

/** I1 and I3 for users, and that a wish for an agent made one chat. */
export const userWords: Check = (_evidence, tales) => tales.flatMap((tale) => [...ofTale(tale)]);

function* ofTale(tale: Tale): Generator<Violation> {
  const { key: story, chats } = tale;
  const said = saidIn(tale);
  const asked = said.find(({ text }) => text === 'Yes');
  if (chats.length > 1)
    yield { invariant: 'I1', story, what: `one wish for an agent made ${chats.length} chats` };
  if (asked?.result === 'ok' && chats.length === 0)
    yield { invariant: 'I1', story, what: 'a wish for an agent was acknowledged, and there is no chat' };
  for (const { chat, entries } of chats) {
    const written = entries.filter(({ type, author }) => type === 'message' && author.kind === 'user');
    const found = written.map(({ text }) => text);
    yield* differences(tale, said, counted(found)).map(
      (what) => ({ invariant: 'I1', story, chat: chat.id, what }) as const,
    );
    const late = outOfOrder(found, textsOf(said));
    if (late !== undefined)
      yield {
        invariant: 'I3',
        story,
        chat: chat.id,
        what: `the user’s “${late}” stands too late in the log`,
      };
    const gap = entries.findIndex(({ seq }, i) => seq !== i + 1);
    if (gap >= 0)
      yield {
        invariant: 'I3',
        story,
        chat: chat.id,
        what: `line ${gap + 1} of the log has the number ${entries[gap]?.seq}`,
      };
  }
}

/** Once a user has left the chat, or it is over, what they say is the virtual agent's: it may be missing. */
function differences(
  tale: Tale,
  said: readonly Wish[],
  found: ReadonlyMap<string, number>,
): readonly string[] {
  const left = leftAt(tale);
  const known = new Set(textsOf(said));
  const wrong = said.flatMap(({ text = '', result, knownAt }) => {
    const times = found.get(text) ?? 0;
    if (times > 1) return [`“${text}” stands ${times} times in the log`];
    if (result === 'fail' && times > 0) return [`“${text}” was refused and stands in the log`];
    if (result === 'ok' && times === 0 && knownAt < left)
      return [`“${text}” was acknowledged and is not in the log`];
    return [];
  });
  const strange = [...found.keys()].filter((text) => !known.has(text));
  return [
    ...wrong,
    ...strange.map((text) => `“${text}” stands in the log as the user’s, who never wrote it`),
  ];
}

export const textsOf = (wishes: readonly Wish[]): readonly string[] => wishes.map(({ text = '' }) => text);
