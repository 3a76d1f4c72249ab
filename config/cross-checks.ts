import { nearest } from '../src/shared/nearest.ts';
import type { Mistake, Path } from '../src/shared/schema-issues.ts';
import { sameName } from '../src/shared/topics.ts';
import type { Notice } from './mistake.ts';

/** Everybody's queue. It stands in no list. */
const GENERAL = 'GENERAL';

/** The queues, where a file does not name its own. */
export interface Defaults {
  readonly queues: readonly string[];
}

/**
 * What members of the settings say of each other: looked at in the raw file, so that it is found beside what is wrong
 * with a member by itself.
 */
export function crossChecks(settings: unknown, defaults: Defaults) {
  const mistakes: Mistake[] = [
    ...twice(settings, 'agents'),
    ...twice(settings, 'connectors'),
    ...wrongHashes(settings),
    ...unknownConnectors(settings),
    ...wrongRenames(settings, defaults),
  ];
  return { mistakes, notices: unknownQueues(settings, defaults) };
}

const rowsOf = (settings: unknown, name: string): readonly Row[] => {
  const rows = member(settings, name);
  return Array.isArray(rows) ? rows.map((row, n) => ({ row, path: [name, n] })) : [];
};

interface Row {
  readonly row: unknown;
  readonly path: Path;
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** Accounts and instances are found by their id, so no two may share one. */
function twice(settings: unknown, name: string): readonly Mistake[] {
  const ids = rowsOf(settings, name).map(({ row }) => text(member(row, 'id')));
  return ids.flatMap((id, n) =>
    id !== undefined && ids.indexOf(id) < n
      ? [{ path: [name, n, 'id'], words: `the id ${id} stands there twice` }]
      : [],
  );
}

/** `scrypt$<salt>$<key>`, as `hash-password` prints it: 16 and 32 bytes in base64url. */
const HASH = /^scrypt\$[\w-]{22}\$[\w-]{43}$/;

function wrongHashes(settings: unknown): readonly Mistake[] {
  return rowsOf(settings, 'agents').flatMap(({ row, path }) => {
    const hash = text(member(row, 'passwordHash'));
    // What stands there may be the password itself.
    return hash === undefined || HASH.test(hash)
      ? []
      : [
          {
            path: [...path, 'passwordHash'],
            words: 'is no hash that `npm run -s hash-password` prints; a password itself never stands here',
          },
        ];
  });
}

function unknownConnectors(settings: unknown): readonly Mistake[] {
  const ids = rowsOf(settings, 'connectors').flatMap(({ row }) => text(member(row, 'id')) ?? []);
  // Without any, `npm start` brings its own.
  if (ids.length === 0) return [];
  const named: { readonly id: string | undefined; readonly path: Path }[] = [
    { id: text(member(member(settings, 'tickets'), 'connector')), path: ['tickets', 'connector'] },
    ...rowsOf(settings, 'routing').map(({ row, path }) => ({
      id: text(member(row, 'connector')),
      path: [...path, 'connector'],
    })),
  ];
  return named.flatMap(({ id, path }) =>
    id === undefined || ids.includes(id)
      ? []
      : [{ path, words: `no connector has the id ${id}; the nearest is ${nearest(id, ids)}` }],
  );
}

/** Old names of queues lead to one that is set up, in one step or several, and are not set up themselves. */
function wrongRenames(settings: unknown, defaults: Defaults): readonly Mistake[] {
  const own = member(settings, 'queues');
  const queues = [...(own === undefined ? defaults.queues : texts(own)), GENERAL];
  const rows = Object.entries(Object(member(member(settings, 'renamed'), 'queues')));
  const old = rows.map(([from]) => from);
  return rows.flatMap(([from, given]) => {
    const path = ['renamed', 'queues', from];
    const to = text(given) ?? '';
    if (queues.includes(from))
      return [{ path, words: `${from} is set up under its old name; take it out here, or out of queues` }];
    if (queues.includes(to) || (to !== from && old.includes(to))) return [];
    return [{ path, words: `there is no queue ${to}; the nearest is ${nearest(to, queues)}` }];
  });
}

/** A queue that is named and not set up, wherever the settings name one, with what comes of it. */
function unknownQueues(settings: unknown, defaults: Defaults): readonly Notice[] {
  const own = member(settings, 'queues');
  const queues = [...(own === undefined ? defaults.queues : texts(own)), GENERAL];
  const named = [
    ...rowsOf(settings, 'topics').map(one('queue', 'its chats go to GENERAL', sameName)),
    ...rowsOf(settings, 'queueRules').map(one('queue', 'the row is for no chat')),
    ...rowsOf(settings, 'queueRules').map(one('overflowTo', 'its chats go to GENERAL')),
    ...rowsOf(settings, 'sla').map(one('queue', 'the row is for no chat')),
    ...rowsOf(settings, 'priorities').map(one('queue', 'the row is for no chat')),
    ...rowsOf(settings, 'hours').map(one('queue', 'the row is for no chat')),
    ...rowsOf(settings, 'routing').map(one('queue', 'the row is for no chat')),
    ...rowsOf(settings, 'cannedTexts').map(one('queue', 'nobody is offered the text')),
    ...rowsOf(settings, 'agents').flatMap(several),
    ...groups(settings).flatMap(several),
  ];
  const unknown = named.flatMap(({ queue, path, so, same }) =>
    queue === undefined || queues.some((known) => same(known, queue))
      ? []
      : [{ path, words: `there is no queue ${queue}, so ${so}; the nearest is ${nearest(queue, queues)}` }],
  );
  return [...unknown, ...unknownTopic(settings, queues)];
}

interface Named {
  readonly queue: string | undefined;
  readonly path: Path;
  readonly so: string;
  readonly same: (a: string, b: string) => boolean;
}

const exactly = (a: string, b: string): boolean => a === b;

const one =
  (name: string, so: string, same: Named['same'] = exactly) =>
  ({ row, path }: Row): Named => ({ queue: text(member(row, name)), path: [...path, name], so, same });

const several = ({ row, path }: Row): readonly Named[] => {
  const queues = member(row, 'queues');
  return (Array.isArray(queues) ? queues : []).map((queue, n) => ({
    queue: text(queue),
    path: [...path, 'queues', n],
    so: 'it gives nobody a chat',
    same: exactly,
  }));
};

function groups(settings: unknown): readonly Row[] {
  const all = member(member(settings, 'oidc'), 'groups');
  if (typeof all !== 'object' || all === null) return [];
  return Object.entries(all).map(([name, row]) => ({ row, path: ['oidc', 'groups', name] }));
}

/** The fixed topic leads to its queue by a row of `topics`, or by being called as a queue is. */
function unknownTopic(settings: unknown, queues: readonly string[]): readonly Notice[] {
  const fixed = text(member(member(settings, 'chats'), 'fixedTopic'));
  const topics = rowsOf(settings, 'topics').flatMap(({ row }) => text(member(row, 'name')) ?? []);
  const known = [...topics, ...queues];
  if (fixed === undefined || known.some((one) => sameName(one, fixed))) return [];
  return [
    {
      path: ['chats', 'fixedTopic'],
      words: `there is no topic and no queue ${fixed}, so all chats go to GENERAL; the nearest is ${nearest(fixed, known)}`,
    },
  ];
}
