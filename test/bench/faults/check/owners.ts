import type { EntryView } from '../../../../src/api/views.ts';
import type { Ask } from '../history.ts';
import { type Tale, wishesTo } from './tales.ts';
import type { Check, Violation } from './violation.ts';

/** I5: the log says whose a chat was at every line; nobody else may have written, moved or ended it. */
export const owners: Check = ({ rows, final }, tales) => {
  const byName = new Map(Object.entries(final.agents).map(([id, name]) => [name, id]));
  return [
    ...tales.flatMap((tale) => [
      ...tale.chats.flatMap(({ chat, entries }) => [...oneAtATime(tale.key, chat.id, entries, byName)]),
      ...moves(tale, byName),
    ]),
    ...shownStates(rows),
  ];
};

const JOINED = / has joined the chat\.$/;
const NOBODY = new Set([
  'chat-requested',
  'chat-released',
  'chat-queued-elsewhere',
  'agent-gone',
  'chat-ended',
  'chat-abandoned',
]);

function* oneAtATime(
  story: string,
  chat: string,
  entries: readonly EntryView[],
  byName: ReadonlyMap<string, string>,
): Generator<Violation> {
  let owner: string | undefined;
  let offered: string | undefined;
  const wrong = (what: string): Violation => ({ invariant: 'I5', story, chat, what });
  for (const { seq, type, code = '', text, author } of entries) {
    if (type !== 'event') {
      if (author.kind === 'agent' && author.id !== owner)
        yield wrong(`line ${seq} is ${author.id}’s, and the chat was ${owner ?? 'nobody'}’s`);
    } else if (code === 'chat-accepted' && JOINED.test(text)) {
      const by = byName.get(text.replace(JOINED, ''));
      if (owner !== undefined) yield wrong(`${by} accepted it at line ${seq}, and it was ${owner}’s`);
      if (offered !== undefined && offered !== by)
        yield wrong(`${by} accepted it at line ${seq}, and it was offered to ${offered}`);
      [owner, offered] = [by, undefined];
    } else if (code === 'chat-offered') {
      [owner, offered] = [undefined, byName.get(/ to (.+)\.$/.exec(text)?.[1] ?? '')];
    } else if (code === 'chat-returned') {
      [owner, offered] = [byName.get(/It is (.+)’s again/.exec(text)?.[1] ?? ''), undefined];
    } else if (NOBODY.has(code)) [owner, offered] = [undefined, undefined];
  }
}

/** Of each move that was acknowledged there is one line; one of which nobody knows may have left one. */
function* moves(tale: Tale, byName: ReadonlyMap<string, string>): Generator<Violation> {
  const { key: story, chats } = tale;
  const entries = chats.flatMap((one) => one.entries);
  const chat = chats[0]?.chat.id ?? '';
  const nameOf = (agent: string) => [...byName].find(([, id]) => id === agent)?.[0] ?? agent;
  const lines: Readonly<Record<string, readonly string[]>> = {
    transfer: ['chat-offered', 'chat-queued-elsewhere'],
    release: ['chat-released'],
  };
  for (const [op, codes] of Object.entries(lines)) {
    const wishes = wishesTo(tale, op as Ask['op']);
    const sure = wishes.filter(({ result }) => result === 'ok').length;
    const perhaps = wishes.filter(({ result }) => result === 'unknown').length;
    const found = entries.filter(({ code = '' }) => codes.includes(code)).length;
    if (found < sure || found > sure + perhaps)
      yield {
        invariant: 'I5',
        story,
        chat,
        what: `${sure} wishes to ${op} it were acknowledged, and the log has ${found}`,
      };
  }
  for (const { who, result } of wishesTo(tale, 'accept'))
    if (
      result === 'ok' &&
      !entries.some(({ code, text }) => code === 'chat-accepted' && text.startsWith(nameOf(who)))
    )
      yield { invariant: 'I5', story, chat, what: `${who}’s accept was acknowledged and is not in the log` };
}

/** One version of a chat is one state, whoever looked at it wherever. */
function shownStates(rows: Parameters<Check>[0]['rows']): readonly Violation[] {
  const seen = new Map<string, string>();
  return rows.flatMap((row) => {
    if (row.op !== 'saw') return [];
    const version = `${row.key} ${row.version}`;
    const state = `${row.chatStatus}, ${row.owner ?? 'nobody'}’s`;
    const before = seen.get(version) ?? state;
    seen.set(version, before);
    if (before === state) return [];
    return [
      {
        invariant: 'I5' as const,
        chat: row.key,
        t: row.t,
        what: `version ${row.version} was shown as ${before} and as ${state}`,
      },
    ];
  });
}
