import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { GoodRun, type Open, type Story } from '../bench/faults/check/good-run.ts';
import { check } from '../bench/faults/check/index.ts';
import { INVARIANTS, type Invariant } from '../bench/faults/check/violation.ts';
import type { Evidence } from '../bench/faults/evidence.ts';
import type { Row } from '../bench/faults/history.ts';

// The rig’s checker is shown runs in which all is well, and the same runs with one thing planted in them.

type Bad = Open<Evidence>;

/** One of everything: both ways, both kinds of handing on, every ending, tickets that were made and that were there. */
function goodRun(): Bad {
  const run = new GoodRun();
  run
    .comes('page', 'direct-line', 'closed')
    .says()
    .accepts('alice')
    .writes('message')
    .wishes('ticket')
    .wishes('relate')
    .shares('How to connect')
    .writes('note')
    .says()
    .gives('bob')
    .accepts('bob')
    .writes('message')
    .gives('queue')
    .accepts('alice')
    .writes('message')
    .ends('resolved');
  run
    .comes('far', 'channel', 'closed')
    .accepts('bob')
    .writes('message')
    .says()
    .writes('note')
    .writes('message')
    .wishes('ticket')
    .ends('abandoned');
  run.comes('gone', 'channel', 'left').says().leaves();
  run.comes('waits', 'direct-line', 'waiting').says();
  run.comes('talks', 'channel', 'talking').accepts('alice').writes('message').says();
  return run.evidence();
}

const chatOf = ({ final }: Bad, story: string) =>
  final.chats.find(({ chat }) => chat.id === `chat-${story}`)!;
const log = (bad: Bad, story: string) => chatOf(bad, story).entries;
const messages = (bad: Bad, story: string, kind: 'user' | 'agent') =>
  log(bad, story).filter(({ type, author }) => type === 'message' && author.kind === kind);
const held = (bad: Bad, story: string, n = 1) =>
  bad.final.tickets.find(({ number }) => number === `INC-${story}-${n}`)!;
const replay = (bad: Bad, story = 'page') => bad.final.replays[story]!;
const wish = (bad: Bad, story: string, op: string) =>
  bad.rows.findLast((row) => row.op === op && 'story' in row && row.story === story) as Open<
    Extract<Row, { result: unknown }>
  >;
const drop = <T>(all: T[], one: T | undefined) => void all.splice(all.indexOf(one as T), 1);
const double = <T>(all: T[], one: T) => void all.splice(all.indexOf(one), 0, structuredClone(one));
function swap<T>(all: T[], a: number, b: number): void {
  const [one, other] = [all[a] as T, all[b] as T];
  all.splice(a, 1, other);
  all.splice(b, 1, one);
}
function renumber(bad: Bad, story: string): void {
  for (const [i, entry] of log(bad, story).entries()) entry.seq = i + 1;
}
const feedOf = (bad: Bad, agent: string) =>
  bad.rows.filter(
    (row): row is Open<Extract<Row, { op: 'feed' }>> =>
      row.op === 'feed' && row.who === agent && row.kind === 'entry',
  );
const isShown = (row: Open<Row>, text: string) => row.op === 'channel' && row.text?.includes(text) === true;
/** A whole line leaves the log, as if it had never been there. */
function forget(bad: Bad, story: string, kind: 'user' | 'agent'): void {
  const line = messages(bad, story, kind).at(-1);
  drop(log(bad, story), line);
}

/** What is planted -> the promise that it breaks. */
const PLANTED: readonly (readonly [Invariant, string, (bad: Bad) => void])[] = [
  ['I1', 'a user’s acknowledged words are not in the log', (bad) => forget(bad, 'waits', 'user')],
  [
    'I1',
    'a user’s words are in the log twice',
    (bad) => double(log(bad, 'far'), messages(bad, 'far', 'user').at(-1)!),
  ],
  [
    'I1',
    'a user’s refused words are in the log',
    (bad) => void Object.assign(wish(bad, 'waits', 'say'), { result: 'fail' }),
  ],
  [
    'I1',
    'words are in the log that nobody wrote',
    (bad) => {
      messages(bad, 'waits', 'user').at(-1)!.text = 'I owe you money';
    },
  ],
  [
    'I1',
    'an acknowledged wish for an agent came to nothing',
    (bad) => drop(bad.final.chats, chatOf(bad, 'waits')),
  ],
  [
    'I1',
    'one wish for an agent made two chats',
    (bad) => void bad.final.chats.push(Object.assign(structuredClone(chatOf(bad, 'gone')), {})),
  ],
  [
    'I1',
    'a page does not show its user’s own words',
    (bad) =>
      drop(
        replay(bad),
        replay(bad).findLast(({ own }) => own),
      ),
  ],
  ['I1', 'an activity comes twice in a replay', (bad) => double(replay(bad), replay(bad).at(-1)!)],
  [
    'I1',
    'a user’s leaving is not known',
    (bad) =>
      void bad.rows.push({
        t: 9e5,
        at: 9e5,
        who: 'talks',
        op: 'cancel',
        key: 'k',
        story: 'talks',
        from: 9e5,
        result: 'ok',
      }),
  ],
  ['I2', 'an agent’s acknowledged words are not in the log', (bad) => forget(bad, 'talks', 'agent')],
  [
    'I2',
    'an agent’s words are in the log twice',
    (bad) => double(log(bad, 'talks'), messages(bad, 'talks', 'agent')[0]!),
  ],
  [
    'I2',
    'the channel showed a line twice',
    (bad) => double(bad.rows, bad.rows.findLast(({ op }) => op === 'channel')!),
  ],
  [
    'I2',
    'a line counts as delivered and was never shown',
    (bad) =>
      drop(
        bad.rows,
        bad.rows.findLast((row) => isShown(row, '.a')),
      ),
  ],
  [
    'I2',
    'a line counts as refused and was shown',
    (bad) => {
      messages(bad, 'talks', 'agent')[0]!.delivery = 'refused';
    },
  ],
  [
    'I2',
    'a page never got an agent’s line',
    (bad) =>
      drop(
        replay(bad),
        replay(bad).find(({ text }) => text?.includes('.a')),
      ),
  ],
  [
    'I2',
    'a side note reached the page',
    (bad) => void replay(bad).push({ id: 'x', own: false, text: `Psst: ${wish(bad, 'page', 'note').text}` }),
  ],
  [
    'I2',
    'an internal line went to the channel',
    (bad) =>
      void bad.rows.push({
        t: 9e5,
        at: 9e5,
        who: 'channel',
        op: 'channel',
        key: `chat-far-${log(bad, 'far').find(({ type }) => type === 'note')!.seq}`,
        conversation: 'conversation-far',
        shown: true,
      }),
  ],
  [
    'I3',
    'a log has a gap',
    (bad) => {
      log(bad, 'talks').at(-1)!.seq += 1;
    },
  ],
  [
    'I3',
    'a user’s words changed places in the log',
    (bad) => {
      const [, , third, fourth] = messages(bad, 'waits', 'user');
      swap(log(bad, 'waits'), log(bad, 'waits').indexOf(third!), log(bad, 'waits').indexOf(fourth!));
      renumber(bad, 'waits');
    },
  ],
  [
    'I3',
    'an agent’s words changed places in the log',
    (bad) => {
      const [first, second] = messages(bad, 'far', 'agent');
      [first!.text, second!.text] = [second!.text, first!.text];
    },
  ],
  [
    'I3',
    'the channel showed lines in the wrong order',
    (bad) => {
      const shown = bad.rows.flatMap((row, i) =>
        row.op === 'channel' && row.conversation === 'conversation-far' ? [i] : [],
      );
      swap(bad.rows, shown.at(-1)!, shown.at(-3)!);
    },
  ],
  ['I3', 'a replay is out of order', (bad) => void replay(bad).reverse()],
  [
    'I4',
    'two tickets have one key',
    (bad) =>
      void bad.final.tickets.push({
        ...structuredClone(held(bad, 'far')),
        number: 'INC-again',
        description: '',
      }),
  ],
  [
    'I4',
    'one wish made two tickets under two keys',
    (bad) =>
      void bad.final.tickets.push({
        ...structuredClone(held(bad, 'far')),
        number: 'INC-again',
        key: 'DB-other',
      }),
  ],
  ['I4', 'the ITSM has no such ticket', (bad) => drop(bad.final.tickets, held(bad, 'far'))],
  [
    'I4',
    'an acknowledged wish for a ticket is not in the chat',
    (bad) => {
      chatOf(bad, 'far').chat.tickets = [];
    },
  ],
  [
    'I4',
    'a ticket was given up',
    (bad) => void Object.assign(chatOf(bad, 'far').chat.tickets[0]!, { state: 'failed', error: 'no' }),
  ],
  [
    'I4',
    'a ticket has the wrong status',
    (bad) => {
      held(bad, 'page').status = 'Assigned';
    },
  ],
  [
    'I4',
    'a ticket has the wrong reason',
    (bad) => {
      held(bad, 'far').reason = 'Customer Follow-Up Required';
    },
  ],
  [
    'I4',
    'a related ticket was resolved with the chat',
    (bad) => {
      held(bad, 'page', 2).status = 'Resolved';
    },
  ],
  [
    'I4',
    'a ticket says twice to which chat it belongs',
    (bad) => double(held(bad, 'far').workInfo, held(bad, 'far').workInfo[0]!),
  ],
  [
    'I4',
    'an article is not named in a ticket',
    (bad) =>
      drop(
        held(bad, 'page').workInfo,
        held(bad, 'page').workInfo.find(({ summary }) => summary.startsWith('Knowledge')),
      ),
  ],
  [
    'I5',
    'a chat was accepted while another had it',
    (bad) =>
      double(log(bad, 'far'), Object.assign(log(bad, 'far').find(({ code }) => code === 'chat-accepted')!)),
  ],
  [
    'I5',
    'somebody took what was offered to another',
    (bad) => {
      log(bad, 'page').filter(({ code }) => code === 'chat-accepted')[1]!.text =
        'Alice Smith has joined the chat.';
    },
  ],
  [
    'I5',
    'a line is not its owner’s',
    (bad) => {
      messages(bad, 'talks', 'agent')[0]!.author.id = 'bob';
    },
  ],
  [
    'I5',
    'one version was shown with two owners',
    (bad) =>
      void bad.rows.push({
        t: 9e5,
        at: 9e5,
        who: 'alice',
        op: 'saw',
        key: 'chat-talks',
        version: 2,
        chatStatus: 'assigned',
        owner: 'bob',
      }),
  ],
  [
    'I5',
    'an acknowledged release left no line',
    (bad) =>
      drop(
        log(bad, 'page'),
        log(bad, 'page').find(({ code }) => code === 'chat-released'),
      ),
  ],
  [
    'I5',
    'an acknowledged transfer left no line',
    (bad) =>
      drop(
        log(bad, 'page'),
        log(bad, 'page').find(({ code }) => code === 'chat-offered'),
      ),
  ],
  [
    'I5',
    'a move was done twice',
    (bad) => double(log(bad, 'page'), log(bad, 'page').find(({ code }) => code === 'chat-released')!),
  ],
  [
    'I5',
    'an acknowledged accept left no line',
    (bad) => {
      log(bad, 'talks').find(({ code }) => code === 'chat-accepted')!.text = 'Bob Jones has joined the chat.';
    },
  ],
  [
    'I5',
    'an agent’s refused words are in the log',
    (bad) => void Object.assign(wish(bad, 'talks', 'message'), { result: 'fail' }),
  ],
  ['I6', 'a lane has work left', (bad) => void bad.final.store.lanes.push('t.chat-far.1.helix')],
  [
    'I6',
    'a write to a ticket is not confirmed',
    (bad) => void bad.final.store.unfinished.push('chat-far|1|open'),
  ],
  [
    'I6',
    'a line is still on its way',
    (bad) => {
      messages(bad, 'talks', 'agent')[0]!.delivery = 'pending';
    },
  ],
  [
    'I6',
    'an open chat has no deadline',
    (bad) => {
      bad.final.store.deadlines = [];
    },
  ],
  [
    'I6',
    'a closed chat has a deadline',
    (bad) => {
      const { id } = bad.final.chats.find(({ chat }) => chat.status === 'closed')!.chat;
      bad.final.store.deadlines = [...bad.final.store.deadlines, `${id}|idle|1`];
    },
  ],
  [
    'I6',
    'a chat is open that was ended',
    (bad) => void Object.assign(chatOf(bad, 'far').chat, { status: 'assigned' }),
  ],
  ['I6', 'a chat closed by itself', (bad) => drop(bad.rows, wish(bad, 'far', 'abandon') as Open<Row>)],
  [
    'I6',
    'a chat closed in another way than its agent did',
    (bad) => {
      chatOf(bad, 'page').chat.disposition = 'unresolved';
    },
  ],
  ['I6', 'an assigned chat is nobody’s', (bad) => void delete chatOf(bad, 'talks').chat.agent],
  [
    'I6',
    'nobody heard the end of a story',
    (bad) =>
      drop(
        bad.rows,
        bad.rows.find((row) => row.op === 'told'),
      ),
  ],
  [
    'I6',
    'a story could not go on',
    (bad) => void Object.assign(bad.rows.find((row) => row.op === 'told')!, { gaveUp: '503' }),
  ],
  [
    'I7',
    'a queue’s count is off by one',
    (bad) => {
      bad.final.lists[0]!.counts.queue += 1;
    },
  ],
  [
    'I7',
    'a chat is missing in its owner’s list',
    (bad) => {
      bad.final.lists[0]!.mine = [];
    },
  ],
  ['I7', 'a closed chat is in the list of all', (bad) => void bad.final.lists[1]!.all.push('chat-far')],
  [
    'I7',
    'the figures are off',
    (bad) => {
      bad.final.figures.assigned = 0;
    },
  ],
  [
    'I7',
    'a job failed for good',
    (bad) => {
      bad.final.jobs[0]!.failed[0]!.doneSince = false;
    },
  ],
  ['I7', 'a job is active in nobody’s hands', (bad) => void bad.final.jobs[0]!.unheld.push('7')],
  [
    'I8',
    'a ticket lacks a line of the transcript',
    (bad) => {
      held(bad, 'far').description = held(bad, 'far').description.replace(/.*\.u\d+\].*/, '[far]');
    },
  ],
  [
    'I8',
    'a ticket has the transcript twice',
    (bad) => double(held(bad, 'page').workInfo, held(bad, 'page').workInfo.at(-1)!),
  ],
  [
    'I8',
    'a ticket has the transcript in the wrong order',
    (bad) => {
      held(bad, 'far').description = held(bad, 'far').description.split('\n').toReversed().join('\n');
    },
  ],
  [
    'I8',
    'a ticket holds a side note',
    (bad) => {
      held(bad, 'far').description += wish(bad, 'far', 'note').text;
    },
  ],
  ['I9', 'a secret stands in a log', (bad) => void bad.final.leaks.push({ file: 'server-0.log', line: '█' })],
  [
    'I10',
    'descriptors were not given back',
    (bad) => {
      bad.final.loads[0]!.after.fds = 142;
    },
  ],
  [
    'I10',
    'memory was not given back',
    (bad) => {
      bad.final.loads[0]!.after.rss = 2e9;
    },
  ],
  [
    'I11',
    'the audit chain is broken',
    (bad) => {
      bad.final.audit = { ok: false, text: 'broken after 3 rows' };
    },
  ],
  ['I12', 'a feed left out a line', (bad) => drop(bad.rows, feedOf(bad, 'bob')[2] as Open<Row>)],
  [
    'I12',
    'a feed went silent before the end',
    (bad) => {
      for (const row of feedOf(bad, 'bob').slice(-3)) drop(bad.rows, row as Open<Row>);
    },
  ],
  [
    'I12',
    'a feed told of things in the wrong order',
    (bad) => {
      const [one, other] = feedOf(bad, 'bob');
      swap(bad.rows, bad.rows.indexOf(one as Open<Row>), bad.rows.indexOf(other as Open<Row>));
    },
  ],
  [
    'I12',
    'a feed told of a line twice',
    (bad) => void bad.rows.push({ ...feedOf(bad, 'bob')[0]!, cursor: '99999-0' }),
  ],
  [
    'I13',
    'a process ended by itself',
    (bad) =>
      void bad.rows.push({
        t: 9e5,
        at: 9e5,
        who: 'supervisor',
        op: 'process',
        key: 'server-0',
        phase: 'ends',
        wanted: false,
        code: 1,
        wasReady: true,
      }),
  ],
];

test('[faults rig] a run in which all is well passes', () => {
  expect(check(goodRun())).toEqual([]);
});

describe('[faults rig] what is planted is found by the promise that it breaks', () => {
  it.each(PLANTED)('%s: %s', (invariant, _what, plant) => {
    const bad = goodRun();
    plant(bad);
    expect(check(bad).map((one) => one.invariant)).toContain(invariant);
  });

  it('has something planted for every promise', () => {
    expect([...new Set(PLANTED.map(([invariant]) => invariant))].toSorted()).toEqual(
      Object.keys(INVARIANTS).toSorted(),
    );
  });
});

describe('[faults rig] what may be so is not held against anybody', () => {
  const may: readonly (readonly [string, (bad: Bad) => void])[] = [
    [
      'a line in doubt that was shown',
      (bad) => {
        messages(bad, 'talks', 'agent')[0]!.delivery = 'uncertain';
      },
    ],
    [
      'a line in doubt that was not shown',
      (bad) => {
        messages(bad, 'talks', 'agent')[0]!.delivery = 'uncertain';
        drop(
          bad.rows,
          bad.rows.findLast((row) => isShown(row, 'talks.a')),
        );
      },
    ],
    [
      'a try of which nobody knows, and that did it',
      (bad) => void Object.assign(wish(bad, 'talks', 'message'), { result: 'unknown' }),
    ],
    [
      'a step that its agent was refused once, and took again later',
      (bad) => {
        const { text = '' } = wish(bad, 'talks', 'message');
        const refused = { key: 'before', story: 'talks', text, from: 1, result: 'fail' } as const;
        bad.rows.unshift({ t: 1, at: 1, who: 'alice', op: 'message', ...refused });
      },
    ],
    [
      'a try of which nobody knows, and that did nothing',
      (bad) =>
        void bad.rows.push({
          t: 9e5,
          at: 9e5,
          who: 'waits',
          op: 'say',
          key: 'k',
          story: 'waits',
          text: 'lost',
          from: 9e5,
          result: 'unknown',
        }),
    ],
    [
      'words that came after the end of the chat, and are the virtual agent’s',
      (bad) =>
        void bad.rows.push({
          t: 9e5,
          at: 9e5,
          who: 'far',
          op: 'say',
          key: 'k',
          story: 'far',
          text: 'Thank you',
          from: 9e5,
          result: 'ok',
        }),
    ],
    [
      'a feed that was told to fetch its lists anew, and so missed what was before',
      (bad) => {
        const row = feedOf(bad, 'bob')[2]!;
        Object.assign(row, { kind: 'resync' });
      },
    ],
    [
      'a row of the feed that was both read and heard',
      (bad) => double(bad.rows, feedOf(bad, 'bob')[3] as Open<Row>),
    ],
    [
      'a process that was killed on purpose',
      (bad) =>
        void bad.rows.push({
          t: 9e5,
          at: 9e5,
          who: 'supervisor',
          op: 'process',
          key: 'server-0',
          phase: 'ends',
          wanted: true,
          code: null,
        }),
    ],
  ];
  it.each(may)('%s', (_what, change) => {
    const run = goodRun();
    change(run);
    expect(check(run)).toEqual([]);
  });
});

test('[faults rig] no faultless run is found fault with, whatever its people do', () => {
  const move = fc.constantFrom<(story: Story) => unknown>(
    (story) => story.says(),
    (story) => (story.owner === undefined ? story.accepts('alice') : story.writes('message')),
    (story) => story.owner !== undefined && story.writes('note'),
    (story) => story.owner !== undefined && story.wishes('ticket'),
    (story) => story.owner !== undefined && story.gives('queue'),
    (story) => story.owner === 'alice' && story.gives('bob').accepts('bob'),
  );
  const ending = fc.constantFrom('resolved', 'unresolved', 'abandoned') as fc.Arbitrary<'resolved'>;
  const told = fc.record({
    way: fc.constantFrom('direct-line', 'channel') as fc.Arbitrary<'channel'>,
    moves: fc.array(move, { maxLength: 12 }),
    ending,
  });
  fc.assert(
    fc.property(fc.array(told, { minLength: 1, maxLength: 4 }), (stories) => {
      const run = new GoodRun();
      for (const [n, { way, moves, ending }] of stories.entries()) {
        const story = run.comes(`s-${n}`, way, 'closed');
        for (const one of moves) one(story);
        if (story.owner === undefined) story.accepts('bob');
        story.ends(ending);
      }
      expect(check(run.evidence())).toEqual([]);
    }),
  );
});
