import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { answerWith, askedIn, bytesOf, type Exchange } from './fixture-server.ts';

/** An exchange that says where it stands. What varies is named KEY-1, MARK-1 … in order of appearance. */
interface Sourced {
  /** Section of the contract, and whether it is documented, seen in other clients' code, or inferred. */
  readonly section: string;
  readonly sure: 'documented' | 'code' | 'inferred';
  readonly request: Exchange['request'];
  /** `lost`: taken and not answered. `bodyOf`: the body stands under this name in forms.json. */
  readonly response: Partial<Exchange['response']> & { readonly lost?: true; readonly bodyOf?: string };
}

interface Group {
  /** Test -> names of its exchanges in their order; lists of them where calls run beside each other. */
  readonly tests: Readonly<Record<string, readonly string[] | readonly (readonly string[])[]>>;
  readonly exchanges: Readonly<Record<string, Sourced>>;
}

interface Session {
  readonly signIn: Sourced;
  readonly signOut: Sourced;
  /** Headers of every request but the sign-in. */
  readonly everyRequest: Readonly<Record<string, string>>;
}

/** A request that was as the fixture has it, to the byte, and what it got. */
export interface Taken {
  readonly request: Exchange['request'];
  readonly bytes: Buffer;
  readonly response: Sourced['response'];
}

interface Lane {
  readonly left: Sourced[];
  /** What came -> its name in the fixture. */
  readonly names: Map<string, string>;
}

/** Longer texts stand in fixtures as their start, length and hash. */
const LONGEST = 1000;
const VARYING = /test-[0-9a-f]{8}-[0-9a-f-]{27}|key-[0-9a-f]{32}|ref [0-9a-f]{32}/g;

/**
 * Plays to each test the exchanges that the fixtures hold for it, in their order, and refuses anything
 * else. The sign-in goes before whatever is asked first, the sign-out after the last test.
 */
export async function replayFixtures(folder: URL, groups: readonly string[], testName: () => string) {
  const load = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
  const session: Session = load('session');
  const forms: Readonly<Record<string, unknown>> = load('forms');
  const books = groups.map((name): Group => load(name));
  const sourced = [
    session.signIn,
    session.signOut,
    ...books.flatMap((book) => Object.values(book.exchanges)),
  ];
  const unsourced = sourced.find(
    ({ section, sure }) => !/^1\.\d/.test(section) || !['documented', 'code', 'inferred'].includes(sure),
  );
  if (unsourced !== undefined) throw new Error(`no section or sureness: ${JSON.stringify(unsourced)}`);

  let running = { name: '', lanes: [] as readonly Lane[] };
  let signedIn = false;
  let wrong: string[] = [];
  let taken: Taken[] = [];
  /** Folded text -> the text that came. */
  const long = new Map<string, string>();

  const lanesOf = (name: string): readonly Lane[] => {
    const book = books.find(({ tests }) => Object.hasOwn(tests, name));
    if (book === undefined) throw new Error(`no fixture has exchanges, nor none, for the test "${name}"`);
    const steps = book.tests[name]!;
    const lists = Array.isArray(steps[0]) ? (steps as string[][]) : [steps as string[]];
    return lists.map((list) => ({
      left: list.map((step) => {
        const exchange = book.exchanges[step];
        if (exchange === undefined) throw new Error(`"${name}": there is no exchange "${step}"`);
        return exchange;
      }),
      names: new Map(),
    }));
  };
  const enter = (name: string): void => {
    if (running.name === name) return;
    long.clear();
    taken = [];
    running = { name, lanes: lanesOf(name) };
  };
  const lane = (...left: Sourced[]): Lane => ({ left, names: new Map() });
  const expected = (): readonly Lane[] => {
    if (!signedIn) return [lane(session.signIn)];
    return running.lanes.filter(({ left }) => left.length > 0);
  };

  const server = createServer(async (incoming, answer) => {
    const bytes = await bytesOf(incoming);
    const refuse = (why: string) => {
      wrong.push(why);
      answer.writeHead(400, { 'content-type': 'text/plain' }).end('not what the fixture has');
    };
    const seen: unknown[] = [];
    for (const { left, names } of expected()) {
      const [next] = left;
      const tried = new Map(names);
      const always = next === session.signIn ? {} : session.everyRequest;
      const headers = { ...always, ...next!.request.headers };
      const raw = askedIn(incoming, bytes, Object.keys(headers), (text) => rename(text, tried));
      const asked = fold(raw, long) as typeof raw;
      seen.push(asked);
      const wanted = { query: {}, body: undefined, ...next!.request, headers };
      if (!isDeepStrictEqual(asked, wanted)) continue;
      for (const [came, name] of tried) names.set(came, name);
      left.shift();
      if (next === session.signIn) signedIn = true;
      else taken.push({ request: next!.request, bytes, response: next!.response });
      const { lost, bodyOf, status = 200, ...rest } = next!.response;
      if (lost) return void incoming.socket.destroy();
      const response = { status, ...rest, ...(bodyOf !== undefined && { body: forms[bodyOf] }) };
      return answerWith(answer, unfold(response, long, names) as Exchange['response']);
    }
    const heads = expected().map(({ left }) => left[0]!.request);
    refuse(
      `expected ${heads.length === 0 ? 'nothing more' : JSON.stringify(heads)}\nbut got ${JSON.stringify(
        seen.length === 0 ? fold(askedIn(incoming, bytes, []), new Map()) : seen,
      )}`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const judge = (name: string): void => {
    const left = running.lanes.flatMap((each) => each.left.map(({ request }) => request));
    const faults = [...wrong, ...left.map((request) => `never asked for: ${JSON.stringify(request)}`)];
    wrong = [];
    running = { name: '', lanes: [] };
    if (faults.length > 0) throw new Error(`${name}\n${faults.join('\n')}`);
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Before each test: throws where no fixture names it. */
    begin: () => enter(testName()),
    /** After each test: throws what was asked otherwise, and what was never asked. */
    finish: () => judge(testName()),
    /** What the running test has written and read so far. */
    taken: (): readonly Taken[] => taken,
    /** Exchanges of the running test that are still to come. */
    coming: (): readonly Sourced[] => running.lanes.flatMap(({ left }) => left),
    /** Throws what is wrong with the sign-out, which `signOut` sends. */
    async close(signOut: () => Promise<void>) {
      try {
        running = { name: 'sign-out', lanes: signedIn ? [lane(session.signOut)] : [] };
        await signOut();
        judge('sign-out');
      } finally {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    },
  };
}

function rename(text: string, names: Map<string, string>): string {
  return text.replace(VARYING, (came) => {
    const kind = came.startsWith('ref ') ? 'MARK' : 'KEY';
    const known = [...names.values()].filter((name) => name.startsWith(kind)).length;
    const name = names.get(came) ?? `${kind}-${known + 1}`;
    names.set(came, name);
    return name;
  });
}

function fold(value: unknown, long: Map<string, string>): unknown {
  if (typeof value !== 'string') return each(value, (inner) => fold(inner, long));
  if (value.length <= LONGEST) return value;
  const hash = createHash('sha256').update(value).digest('hex');
  const folded = `${value.slice(0, 40).toWellFormed()}… ${value.length} characters, sha256 ${hash}`;
  long.set(folded, value);
  return folded;
}

function unfold(
  value: unknown,
  long: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
): unknown {
  if (typeof value !== 'string') return each(value, (inner) => unfold(inner, long, names));
  let text = long.get(value) ?? value;
  for (const [came, name] of names) text = text.replace(new RegExp(`\\b${name}\\b`, 'g'), () => came);
  return text;
}

function each(value: unknown, change: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
}
