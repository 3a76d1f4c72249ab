import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  INCIDENT_STATUS_REASON,
  WORK_ORDER_STATUS_REASON,
} from '../../connectors/bmc-helix/simulator/forms/enums.ts';
import type { Chat, ChatTicket, Disposition } from '../../src/chat/chat.ts';
import type { Command } from '../../src/handoff/commands.ts';
import { ALICE, openTicketHouse, type TicketHouse, type TicketType } from '../support/ticket-house.ts';

// Many chats share the two calls at once that an ITSM allows.
jest.setTimeout(90_000);

// Every ending of a chat, times what may have become of its ticket, times both types: what the table says is left.

const TYPES = ['incident', 'work-order'] as const;
const HOUR_MS = 3_600_000;

type Target = readonly [status: string, reason: string];

interface Row {
  readonly name: string;
  /** Who ended it how, as the ticket is told. */
  readonly ended: RegExp;
  readonly disposition: Disposition;
  /** What a ticket that the chat created is set to; nothing where its status is left alone. */
  readonly target?: Readonly<Record<TicketType, Target>>;
  /** After this the chat is closed, or closes by itself. */
  end(house: TicketHouse, chat: string): Promise<Chat>;
}

const command = (wish: Command) => (house: TicketHouse, chat: string) => house.run(chat, wish);
const after =
  (first: Command, then: Row['end']): Row['end'] =>
  async (house, chat) => {
    await house.run(chat, first);
    return then(house, chat);
  };
const pass =
  (kind: 'idle' | 'waiting'): Row['end'] =>
  async (house, chat) =>
    house.run(chat, { type: 'pass-deadline', kind, epoch: (await house.read(chat)).epoch }, HOUR_MS);

const END = command({ type: 'end', by: ALICE, resolveTicket: false });
const ABANDON = command({ type: 'abandon', by: ALICE });
const RELEASE: Command = { type: 'release', by: ALICE };
const CANCEL: Command = { type: 'cancel' };

const RESOLVED = {
  incident: ['Resolved', 'No Further Action Required'],
  'work-order': ['Completed', 'Successful'],
} as const;
const NO_CAUSAL_CI = ['Cancelled', 'No longer a Causal CI'] as const;
const BY_SUPPORT = { incident: NO_CAUSAL_CI, 'work-order': ['Cancelled', 'Cancelled by Support'] } as const;
const BY_REQUESTER = {
  incident: NO_CAUSAL_CI,
  'work-order': ['Cancelled', 'Cancelled by Requester'],
} as const;

const ROWS: readonly Row[] = [
  {
    name: '[row 82] [row 84] [row 85] End, resolve',
    ended: /^Live chat: resolved \(Alice Smith/,
    disposition: 'resolved',
    target: RESOLVED,
    end: command({ type: 'end', by: ALICE, resolveTicket: true, resolution: 'Client updated' }),
  },
  {
    name: '[row 82] End, not resolve',
    ended: /^Live chat: unresolved \(Alice Smith/,
    disposition: 'unresolved',
    end: END,
  },
  {
    name: '[row 82] End, not resolve, after the user had cancelled',
    ended: /^Live chat: cancelled, cancelled by the user \(Alice Smith/,
    disposition: 'cancelled',
    end: after(CANCEL, END),
  },
  {
    name: '[row 86] [row 88] [row 89] Abandon',
    ended: /^Live chat: abandoned \(Alice Smith/,
    disposition: 'abandoned',
    target: BY_SUPPORT,
    end: ABANDON,
  },
  {
    name: '[row 86] [row 88] [row 89] Abandon, after the user had cancelled',
    ended: /^Live chat: abandoned, cancelled by the user \(Alice Smith/,
    disposition: 'abandoned',
    target: BY_REQUESTER,
    end: after(CANCEL, ABANDON),
  },
  {
    name: '[row 88] [row 89] the user cancels while waiting',
    ended: /^Live chat: cancelled, cancelled by the user$/,
    disposition: 'cancelled',
    target: BY_REQUESTER,
    end: after(RELEASE, command(CANCEL)),
  },
  {
    name: 'nobody writes any more',
    ended: /^Live chat: unresolved/,
    disposition: 'unresolved',
    end: pass('idle'),
  },
  {
    name: 'nobody accepts it again',
    ended: /^Live chat: unresolved$/,
    disposition: 'unresolved',
    end: after(RELEASE, pass('waiting')),
  },
  {
    name: 'the user cannot be reached',
    ended: /^Live chat: unresolved/,
    disposition: 'unresolved',
    end: command({ type: 'record-user-unreachable', reason: 'the channel answered 403' }),
  },
];

interface State {
  readonly name: string;
  /** Somebody else's doing before the chat ends, in this order; by type. */
  readonly meddled?: Readonly<Record<TicketType, readonly Readonly<Record<string, string>>[]>>;
  /** Why the status stays as they left it. */
  readonly kept?: RegExp;
}

const CREATED: State = { name: 'created' };
const RESOLVING = {
  incident: { Status: 'Resolved', Status_Reason: 'No Further Action Required', Resolution: 'x' },
  'work-order': { Status: 'Completed', 'Status Reason': 'Successful' },
};
const both = (values: Readonly<Record<string, string>>) => ({ incident: [values], 'work-order': [values] });

const STATES: readonly State[] = [
  CREATED,
  {
    name: 'resolved or completed already',
    meddled: { incident: [RESOLVING.incident], 'work-order': [RESOLVING['work-order']] },
    kept: /it was (Resolved|Completed) already/,
  },
  { name: 'cancelled already', meddled: both({ Status: 'Cancelled' }), kept: /it was Cancelled already/ },
  {
    name: 'closed already',
    meddled: {
      incident: [RESOLVING.incident, { Status: 'Closed', Status_Reason: '' }],
      'work-order': [RESOLVING['work-order'], { Status: 'Closed', 'Status Reason': '' }],
    },
    kept: /it was Closed already/,
  },
  {
    name: 'set to another status by others',
    meddled: both({ Status: 'In Progress' }),
    kept: /somebody has set it to In Progress meanwhile/,
  },
  {
    name: 'handed to another group by others',
    meddled: { incident: [{ 'Assigned Group': 'Hardware' }], 'work-order': [{ ASGRP: 'Hardware' }] },
    kept: /it was handed to Hardware meanwhile/,
  },
  {
    name: 'assigned to somebody else by others',
    meddled: {
      incident: [{ Assignee: 'Bob Jones', 'Assignee Login ID': 'bob' }],
      'work-order': [{ ASCHG: 'Bob Jones', ASLOGID: 'bob' }],
    },
    kept: /it was assigned to Bob Jones meanwhile/,
  },
];

const reasonField = (type: TicketType) => (type === 'incident' ? 'Status_Reason' : 'Status Reason');
const stateOf = (type: TicketType, row: Readonly<Record<string, string | null>>): Target => [
  row.Status ?? '',
  row[reasonField(type)] ?? '',
];

let house: TicketHouse;
beforeAll(async () => {
  house = await openTicketHouse();
}, 60_000);
afterAll(() => house?.close());

/** What is left once all work of a case is done. */
interface Left {
  readonly chat: Chat;
  readonly ticket: ChatTicket;
  readonly lines: readonly string[];
  /** As it stood when the chat ended, and as it stands. */
  readonly before: Target;
  readonly after: Target;
  readonly held: Readonly<Record<string, string>>;
  readonly entries: readonly Readonly<Record<string, string>>[];
}

async function look(chat: string, type: TicketType, before: Target): Promise<Left> {
  const after = await house.settled(chat);
  const ticket = after.tickets[0]!;
  const [held, entries, log] = await Promise.all([
    house.held(ticket),
    house.entries(ticket),
    house.log(chat),
  ]);
  const lines = log.map(({ text }) => text);
  return { chat: after, ticket, lines, before, after: stateOf(type, held), held, entries };
}

async function play(row: Row, type: TicketType, state: State): Promise<Left> {
  const chat = await house.accepted();
  const ticket = await house.wish(chat, type);
  await house.run(chat, { type: 'send-user-message', text: 'said after the ticket' });
  for (const values of state.meddled?.[type] ?? []) await house.meddle(ticket, values);
  const before = stateOf(type, await house.held(ticket));
  await row.end(house, chat);
  return look(chat, type, before);
}

/** Chat and transcript as every ending leaves them, whatever becomes of the status. */
function expectTold({ chat, ticket, entries, held }: Left, row: Row): void {
  expect(chat).toMatchObject({ status: 'closed', disposition: row.disposition });
  expect(entries.filter(({ Description }) => row.ended.test(Description ?? ''))).toHaveLength(1);
  for (const entry of entries) expect(entry['View Access']).toBe('Internal');
  const texts = entries.map((entry) => entry['Detailed Description']).join('\n');
  const description = held['Detailed Decription'] ?? held['Detailed Description'] ?? '';
  if (ticket.created)
    expect([count(description, 'said before'), count(description, 'said after')]).toEqual([1, 0]);
  expect([count(texts, 'said before'), count(texts, 'said after')]).toEqual([ticket.created ? 0 : 1, 1]);
  expect(description + texts).not.toContain('for agents alone');
}

const count = (text: string, part: string): number => text.split(part).length - 1;

const summaries = ({ entries }: Left): readonly string[] =>
  entries.map(({ Description }) => Description ?? '');

function expectChanged(left: Left, row: Row, type: TicketType, by: RegExp): void {
  const [status, reason] = row.target![type];
  expect(left.after).toEqual([status, reason]);
  expect(left.ticket).toMatchObject({ state: 'created', status, statusReason: reason });
  expect(left.ticket.error).toBeUndefined();
  // Beside the first one, which leads to the chat: the transcript, then the status and who set it.
  expect(summaries(left)).toEqual([
    'Live chat',
    expect.stringMatching(row.ended),
    expect.stringContaining(`Live chat: ${status} / ${reason}`),
  ]);
  const told = left.entries[2]?.['Detailed Description'] ?? '';
  expect(told).toMatch(by);
  expect(told).toContain(left.chat.id);
  expect(told).toContain(`${left.before[0]}, group`);
  const [form, id] =
    type === 'incident' ? ['HPD:IncidentInterface', 'Entry ID'] : ['WOI:WorkOrder', 'Request ID'];
  const writes = house.written.filter(
    ({ method, path, body }) =>
      (method === 'PUT' && path.startsWith(`${form}/${left.held[id]}`)) ||
      (body.includes(`"${left.ticket.displayId}"`) && body.includes('said after')),
  );
  expect(writes.map(({ method }) => method)).toEqual(['POST', 'PUT']);
  expect(JSON.parse(writes[1]!.body).values).toMatchObject({ Status: status, [reasonField(type)]: reason });
}

function expectUntouched(left: Left): void {
  expect(left.after).toEqual(left.before);
  expect(puts(left)).toBe(0);
}

const puts = ({ ticket, held }: Left): number => {
  const id = held['Entry ID'] ?? held['Request ID'] ?? ticket.externalId;
  return house.written.filter(({ method, path }) => method === 'PUT' && path.includes(`/${id}`)).length;
};

/** All cases run side by side; each test waits for its own. */
function sideBySide<K extends string>(cases: readonly (readonly [K, () => Promise<Left>])[]) {
  const left = new Map<K, Promise<Left>>();
  beforeAll(() => {
    for (const [name, start] of cases) {
      const result = start();
      result.catch(() => {});
      left.set(name, result);
    }
  });
  return (name: K): Promise<Left> => left.get(name) ?? Promise.reject(new Error(`no case ${name}`));
}

describe('an ITSM that takes what it is given', () => {
  const cases = ROWS.flatMap((row) =>
    TYPES.flatMap((type) =>
      STATES.map((state) => ({ row, type, state, name: `${row.name}: ${type} ${state.name}` })),
    ),
  );
  const left = sideBySide(cases.map(({ name, row, type, state }) => [name, () => play(row, type, state)]));

  test.each(cases)('$name', async ({ name, row, type, state }) => {
    const result = await left(name);
    expectTold(result, row);
    if (row.target !== undefined && state.kept === undefined) {
      const by = row.ended.source.includes('Alice')
        ? /^Alice Smith via Deskbridge, chat/
        : /^Deskbridge, chat/;
      expectChanged(result, row, type, by);
      return;
    }
    expectUntouched(result);
    expect(result.ticket.error).toBeUndefined();
    const told = ['Live chat', expect.stringMatching(row.ended)];
    if (row.target === undefined) {
      expect(summaries(result)).toEqual(told);
      return;
    }
    expect(summaries(result)).toEqual([...told, 'Live chat: status kept']);
    expect(result.entries[2]?.['Detailed Description']).toMatch(state.kept!);
    expect(result.lines.find((text) => state.kept!.test(text))).toContain(`${result.ticket.displayId} stays`);
  });
});

describe('a ticket that was related to the chat', () => {
  async function playRelated(row: Row, type: TicketType, ticked: boolean): Promise<Left> {
    const first = await house.accepted();
    const { displayId = '', externalId = '', status = '' } = await house.wish(first, type);
    const chat = await house.accepted();
    await house.run(chat, {
      type: 'relate-ticket',
      by: ALICE,
      ticket: { connector: 'helix', type, kind: type, externalId, displayId, status, statusReason: '' },
    });
    await house.run(chat, { type: 'send-user-message', text: 'said after the ticket' });
    const before = stateOf(type, await house.held({ type, displayId }));
    const end: Command = { type: 'end', by: ALICE, resolveTicket: false, resolve: [{ n: 1 }] };
    await (ticked ? house.run(chat, end) : row.end(house, chat));
    const left = await look(chat, type, before);
    // The chat that created it has led to itself; that is not this chat's.
    return { ...left, entries: left.entries.slice(1) };
  }
  const cases = ROWS.flatMap((row) =>
    TYPES.flatMap((type) =>
      (row === ROWS[0] ? [false, true] : [false]).map((ticked) => ({
        row,
        type,
        ticked,
        name: `${row.name}: ${type} related${ticked ? ' and ticked' : ''}`,
      })),
    ),
  );
  const left = sideBySide(
    cases.map(({ name, row, type, ticked }) => [name, () => playRelated(row, type, ticked)]),
  );

  test.each(cases)('$name', async ({ name, row, type, ticked }) => {
    const result = await left(name);
    expectTold(result, row);
    if (ticked) return expectChanged(result, row, type, /^Alice Smith via Deskbridge/);
    expectUntouched(result);
    expect(summaries(result)).toEqual(['Live chat', expect.stringMatching(row.ended)]);
  });
});

const REASONS: Readonly<Record<TicketType, Map<string, number>>> = {
  incident: INCIDENT_STATUS_REASON as Map<string, number>,
  'work-order': WORK_ORDER_STATUS_REASON as Map<string, number>,
};

describe.each<[string, () => () => void, RegExp]>([
  [
    'an ITSM that refuses the status',
    () => {
      house.itsm.faults = [{ kind: 'workflow', method: 'PUT' }];
      return () => {
        house.itsm.faults = [];
      };
    },
    /workflow filter: Site rule/,
  ],
  [
    'an ITSM in whose menus the values are missing',
    () => {
      const were = TYPES.map((type) => [type, new Map(REASONS[type])] as const);
      for (const row of ROWS) for (const type of TYPES) REASONS[type].delete(row.target?.[type][1] ?? '');
      return () => {
        for (const [type, values] of were)
          for (const [label, number] of values) REASONS[type].set(label, number);
      };
    },
    /No Further Action Required|Successful|No longer a Causal CI|Cancelled by (Support|Requester)/,
  ],
])('%s', (_what, strike, why) => {
  const cases = ROWS.flatMap((row) => TYPES.map((type) => ({ row, type, name: `${row.name}: ${type}` })));
  const seen = new Map<string, { readonly struck: Left; readonly mended: Left }>();

  beforeAll(async () => {
    const mend = strike();
    const struck = await Promise.all(cases.map(({ row, type }) => play(row, type, CREATED)));
    mend();
    await Promise.all(
      struck.map(async (left, i) => {
        const { row, type, name } = cases[i]!;
        if (row.target === undefined) return seen.set(name, { struck: left, mended: left });
        await house.run(left.chat.id, { type: 'retry-ticket', by: ALICE, n: 1, supervisor: true });
        return seen.set(name, { struck: left, mended: await look(left.chat.id, type, left.before) });
      }),
    );
  }, 60_000);

  test.each(cases)('$name', async ({ name, row, type }) => {
    const { struck, mended } = seen.get(name)!;
    expectTold(struck, row);
    expect(struck.after).toEqual(struck.before);
    if (row.target === undefined) {
      expect(struck.ticket.error).toBeUndefined();
      expectUntouched(struck);
      return;
    }
    expect(struck.ticket.error).toMatch(why);
    expect(struck.ticket).toMatchObject({ state: 'created', failedJob: 'change-ticket' });
    expect(struck.lines.find((text) => why.test(text))).toContain(struck.ticket.displayId);
    expectTold(mended, row);
    expect(mended.after).toEqual(row.target[type]);
    expect(mended.ticket.error).toBeUndefined();
    expect(summaries(mended)).toHaveLength(3);
  });
});
