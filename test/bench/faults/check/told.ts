import type { EntryView } from '../../../../src/api/views.ts';
import type { Evidence, Replayed } from '../evidence.ts';
import type { Row } from '../history.ts';
import { leftAt, saidIn, type Tale, type Wish, wishesTo } from './tales.ts';
import { type Check, counted, outOfOrder, type Violation } from './violation.ts';
import { textsOf } from './words.ts';

/** I2 and I3 for agents: into the log, and from there to the user. */
export const agentWords: Check = ({ rows, final }, tales) => {
  const shown = Map.groupBy(rows.filter(isShown), ({ conversation }) => conversation);
  return tales.flatMap((tale) => [
    ...intoTheLog(tale),
    ...(tale.way === 'channel'
      ? reached(tale, shown.get(tale.conversation) ?? [])
      : pageOf(tale, final.replays[tale.key] ?? [])),
  ]);
};

function* pageOf(tale: Tale, replay: readonly Replayed[]): Generator<Violation> {
  yield* ownWords(tale, replay);
  yield* reached(
    tale,
    replay
      .filter(({ own }) => !own)
      .map(({ id, text }) => ({ key: id, ...(text !== undefined && { text }) })),
  );
}

type Shown = Extract<Row, { op: 'channel' }>;
const isShown = (row: Row): row is Shown => row.op === 'channel' && row.shown;

function* intoTheLog(tale: Tale): Generator<Violation> {
  const { key: story, chats } = tale;
  const said = wishesTo(tale, 'message', 'note');
  const entries = chats.flatMap((one) => one.entries);
  const written = entries.filter(({ type, author }) => type !== 'event' && author.kind === 'agent');
  // A step that one agent was refused may have been another’s.
  const found = counted(written.map(({ author, text }) => `${author.id} ${text}`));
  const chat = chats[0]?.chat.id ?? '';
  for (const { text = '', result, who } of said) {
    const times = found.get(`${who} ${text}`) ?? 0;
    if (result === 'ok' && times === 0)
      yield {
        invariant: 'I2',
        story,
        chat,
        what: `${who}’s “${text}” was acknowledged and is not in the log`,
      };
    if (times > 1)
      yield { invariant: 'I2', story, chat, what: `${who}’s “${text}” stands ${times} times in the log` };
    if (result === 'fail' && times > 0 && !triedAgain(said, who, text))
      yield { invariant: 'I5', story, chat, what: `${who}’s “${text}” was refused and stands in the log` };
  }
  const late = outOfOrder(
    written.map(({ text }) => text),
    textsOf(said.filter(({ result }) => result !== 'fail')),
  );
  if (late !== undefined)
    yield { invariant: 'I3', story, chat, what: `an agent’s “${late}” stands too late in the log` };
}

/** Refused once, and later wished for anew. */
const triedAgain = (said: readonly Wish[], who: string, text: string): boolean =>
  said.some((one) => one.who === who && one.text === text && one.result !== 'fail');

const isPublicMessage = ({ type, author, visibility }: EntryView): boolean =>
  type === 'message' && author.kind === 'agent' && visibility === 'public';

/** Whoever has left is told nothing more; what was under way may still come. */
const owed = (tale: Tale, { at }: EntryView): boolean =>
  !tale.chats.some(({ chat }) => chat.cancelledByUser) || Date.parse(at) < leftAt(tale);

/** An activity that its user has, under the id by which a repeat of it is known. */
interface Heard {
  readonly key: string;
  readonly text?: string;
}

/** A line is shown under the number of its chat and its own. Our own Direct Line is never in doubt. */
function* reached(tale: Tale, heard: readonly Heard[]): Generator<Violation> {
  const { key: story, way } = tale;
  const times = counted(heard.map(({ key }) => key));
  for (const { chat, entries } of tale.chats) {
    const wrong = (what: string): Violation => ({ invariant: 'I2', story, chat: chat.id, what });
    const ids = entries.map(({ seq }) => `${chat.id}-${seq}`);
    for (const entry of entries) {
      const count = times.get(`${chat.id}-${entry.seq}`) ?? 0;
      const line = `line ${entry.seq}, “${entry.text}”,`;
      if (count > 1) yield wrong(`${line} was shown ${count} times`);
      if (count > 0 && entry.visibility === 'internal')
        yield wrong(`the internal ${line} was shown to the user`);
      if (!isPublicMessage(entry)) continue;
      if (count === 0 && owed(tale, entry) && (way === 'direct-line' || entry.delivery === 'delivered'))
        yield wrong(`${line} was never shown and counts as ${entry.delivery}`);
      if (count > 0 && entry.delivery === 'refused') yield wrong(`${line} counts as refused and was shown`);
      if (entry.delivery === 'pending' && owed(tale, entry))
        yield { ...wrong(`${line} is still on its way to the user`), invariant: 'I6' };
    }
    const keys = heard.map(({ key }) => key);
    const late = outOfOrder(keys, ids);
    if (late !== undefined) yield { ...wrong(`the activity ${late} was shown too late`), invariant: 'I3' };
  }
  for (const { text = '' } of wishesTo(tale, 'note'))
    if (heard.some((one) => one.text?.includes(text)))
      yield { invariant: 'I2', story, what: `the side note “${text}” was shown to the user` };
}

/** What a page shows of its own user's words. */
function* ownWords(tale: Tale, replay: readonly Replayed[]): Generator<Violation> {
  const wrong = (what: string): Violation => ({ invariant: 'I1', story: tale.key, what });
  const repeated = [...counted(replay.map(({ id }) => id))].find(([, times]) => times > 1);
  if (repeated !== undefined)
    yield wrong(`the activity ${repeated[0]} comes ${repeated[1]} times in the replay`);
  const own = replay.flatMap(({ own, text }) => (own && text !== undefined ? [text] : []));
  const times = counted(own);
  for (const { text = '', result } of saidIn(tale)) {
    const count = times.get(text) ?? 0;
    if (result === 'ok' && count === 0) yield wrong(`the user’s own “${text}” is not in the replay`);
    if (count > 1) yield wrong(`the user’s own “${text}” comes ${count} times in the replay`);
  }
  const late = outOfOrder(own, textsOf(saidIn(tale)));
  if (late !== undefined)
    yield { ...wrong(`the user’s own “${late}” comes too late in the replay`), invariant: 'I3' };
}

/** Lines to which the channel gave no sure answer. */
export const uncertain = ({ final }: Evidence): number =>
  final.chats.flatMap(({ entries }) => entries).filter(({ delivery }) => delivery === 'uncertain').length;
