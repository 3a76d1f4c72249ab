import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../connectors/bmc-helix/simulator/index.ts';
import type { TicketEntry, TicketRef, WriteKey } from '../../src/connector/connector.ts';
import type { Outcome } from '../../src/connector/outcome.ts';
import { createOutgoing, type OutgoingRequest } from '../../src/shared/outgoing.ts';
import { eventually } from '../support/eventually.ts';
import { draftOf, type Sandbox, startSandbox } from './bmc-sandbox.ts';

// One wish makes one record in BMC, whatever the server says or hides.

const DAY_MS = 24 * 3_600_000;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.simulator.faults = [];
  sandbox.simulator.siteRules = {};
  sandbox.simulator.requests.clear();
});

/** Each a process of its own: what it knows is what it is given. */
const connector = (more: Parameters<Sandbox['connector']>[0] = {}) =>
  sandbox.connector({ settleMs: 30_000, ...more });

const FORMS = {
  incident: {
    create: 'HPD:IncidentInterface_Create',
    read: 'HPD:IncidentInterface',
    base: 'HPD:Help Desk',
    log: 'HPD:WorkLog',
    ties: 'HPD:Associations',
    key: 'Vendor Ticket Number',
    number: 'Incident Number',
    text: 'Detailed Decription',
  },
  'work-order': {
    create: 'WOI:WorkOrderInterface_Create',
    read: 'WOI:WorkOrder',
    base: 'WOI:WorkOrder',
    log: 'WOI:WorkInfo',
    ties: 'WOI:Associations',
    key: 'Chat Session ID',
    number: 'Work Order ID',
    text: 'Detailed Description',
  },
} as const;
type Type = keyof typeof FORMS;
const TYPES = Object.keys(FORMS) as Type[];

/** The next attempt, `agoMs` after the one before, with what that one saw. */
function next(key: string, attempt: number, before: Outcome<unknown>, agoMs = DAY_MS): WriteKey {
  const ref = 'ref' in before ? before.ref : undefined;
  return { key, attempt, sentAgoMs: agoMs, ...(ref && { ref: { ...ref, agoMs } }) };
}

const withText = (type: Type, text: string) =>
  sandbox.rows(FORMS[type].base, `'${FORMS[type].text}' LIKE "%${text}%"`);

async function past<T>(look: () => Promise<T>): Promise<T> {
  const { faults } = sandbox.simulator;
  sandbox.simulator.faults = [];
  try {
    return await look();
  } finally {
    sandbox.simulator.faults = faults;
  }
}

async function opened(type: Type): Promise<TicketRef> {
  const outcome = await connector().open(draftOf(type, 'x'), { key: randomUUID(), attempt: 0 });
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

describe.each(TYPES)('%s', (type) => {
  const { create, read, number, key: keyField } = FORMS[type];
  const draftWith = (text: string) => draftOf(type, `what was said ${text}`);

  test.each<[string, Fault]>([
    ['another ticket’s number', { kind: 'wrong-number', method: 'POST', form: create }],
    ['no number', { kind: 'null-number', method: 'POST', form: create }],
    ['201 and a page', { kind: 'page-after', method: 'POST', form: create, status: 201 }],
    ['502 and a page', { kind: 'page-after', method: 'POST', form: create }],
    ['408 and a page', { kind: 'page-after', method: 'POST', form: create, status: 500 }],
    ['nothing', { kind: 'lost-answer', method: 'POST', form: create }],
  ])(
    '[itsm B] sibling: a create that is done and answered with %s makes one ticket, the right one',
    async (_what, fault) => {
      await opened('incident');
      const mark = randomUUID();
      sandbox.simulator.faults = [fault];
      let outcome = await connector({ deadlineMs: 1_500 }).open(draftWith(mark), { key: mark, attempt: 0 });
      for (let attempt = 1; outcome.kind === 'unknown' && attempt < 5; attempt += 1)
        outcome = await connector().open(draftWith(mark), next(mark, attempt, outcome, 0));
      expect(['done', 'already-done']).toContain(outcome.kind);
      const tickets = await past(() => withText(type, mark));
      expect(tickets).toHaveLength(1);
      expect(outcome).toMatchObject({ value: { displayId: tickets[0]?.[number] } });
    },
  );

  test('[itsm B] sibling: a number that lies about a ticket that cannot be read is not the one that is named', async () => {
    const stranger = await opened('incident');
    const mark = randomUUID();
    sandbox.simulator.faults = [
      { kind: 'wrong-number', method: 'POST', form: create },
      { kind: 'no-access', method: 'GET', form: create },
      // Its own row alone is hidden: the other's shows whose it is.
      { kind: 'index-lag', method: 'GET', form: read, ms: 60_000 },
    ];
    const first = await connector().open(draftWith(mark), { key: mark, attempt: 0 });
    expect(first.kind).toBe('unknown');
    const last = await connector().open(draftWith(mark), next(mark, 1, first));
    expect(last).toMatchObject({ kind: 'refused', reason: expect.stringContaining(mark) });
    expect(await past(() => withText(type, mark))).toHaveLength(1);
    expect(stranger.displayId).not.toBe('');
  });

  test('[itsm B] sibling: the key is found on the creating form where the site keeps it from the reading form', async () => {
    const mark = randomUUID();
    sandbox.simulator.siteRules = { notCarried: [keyField] };
    sandbox.simulator.faults = [{ kind: 'reset-after-write', method: 'POST', form: create, times: 1 }];
    const first = await connector().open(draftWith(mark), { key: mark, attempt: 0 });
    expect(first.kind).toBe('unknown');
    const second = await connector().open(draftWith(mark), next(mark, 1, first));
    expect(second.kind).toBe('already-done');
    const tickets = await withText(type, mark);
    expect(tickets).toHaveLength(1);
    expect(second).toMatchObject({ value: { displayId: tickets[0]?.[number] } });
  });

  test('[itsm B] sibling: where the key is not carried, an answered create is known by its words', async () => {
    const mark = randomUUID();
    sandbox.simulator.siteRules = { notCarried: [keyField] };
    sandbox.simulator.faults = [{ kind: 'no-access', method: 'GET', form: create }];
    const outcome = await connector().open(draftWith(mark), { key: mark, attempt: 0 });
    expect(outcome).toMatchObject({ kind: 'done', value: { displayId: expect.stringMatching(/./) } });
  });

  test('[itsm B] sibling: rows of other companies may be read, this one’s not: the refusal names the company', async () => {
    const mark = randomUUID();
    sandbox.simulator.faults = [{ kind: 'hidden', method: 'GET', form: read, company: 'Calbro Services' }];
    const draft = draftWith(mark);
    const company = type === 'incident' ? { Company: 'Calbro Services' } : {};
    const wish = { ...draft, fields: { ...draft.fields, ...company } };
    const first = await connector().open(wish, { key: mark, attempt: 0 });
    const last = await connector().open(wish, next(mark, 1, first));
    const [ticket] = await past(() => withText(type, mark));
    expect(last).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(`${ticket?.[number]} was created.*deskbridge.*company Calbro Services`),
      ref: { displayId: ticket?.[number] },
    });
  });

  test('[itsm B] sibling: without access to the reading form at all, one ticket, and the refusal says why', async () => {
    const mark = randomUUID();
    sandbox.simulator.faults = [{ kind: 'no-access', method: 'GET', form: read }];
    let outcome = await connector().open(draftWith(mark), { key: mark, attempt: 0 });
    for (const attempt of [1, 2])
      outcome = await connector().open(draftWith(mark), next(mark, attempt, outcome));
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/was created.*353/s) });
    expect(await past(() => withText(type, mark))).toHaveLength(1);
  });

  test('[itsm B] sibling: nothing is created while whether it is there cannot be asked', async () => {
    const mark = randomUUID();
    sandbox.simulator.faults = [
      { kind: 'reset-after-write', method: 'POST', form: create, times: 1 },
      { kind: 'unavailable', method: 'GET' },
    ];
    const first = await connector().open(draftWith(mark), { key: mark, attempt: 0 });
    const second = await connector().open(draftWith(mark), next(mark, 1, first));
    expect(second).toMatchObject({ kind: 'unknown', unsent: true });
    expect(await past(() => withText(type, mark))).toHaveLength(1);
  });

  test('[itsm J] after a 201 without a body a staging row that is forbidden leaves it in doubt, and the key finds it', async () => {
    const mark = randomUUID();
    sandbox.simulator.faults = [
      { kind: 'empty-created', method: 'POST', form: create },
      { kind: 'no-access', method: 'GET', form: create },
    ];
    const first = await connector().open(draftWith(mark), { key: mark, attempt: 0 });
    const second =
      first.kind === 'unknown' ? await connector().open(draftWith(mark), next(mark, 1, first, 0)) : first;
    expect(['done', 'already-done']).toContain(second.kind);
    expect(await past(() => withText(type, mark))).toHaveLength(1);
  });

  test('[itsm J] sibling: and where the search lags as well, it stays in doubt and is created no more', async () => {
    const mark = randomUUID();
    sandbox.simulator.faults = [
      { kind: 'empty-created', method: 'POST', form: create },
      { kind: 'no-access', method: 'GET', form: create },
      { kind: 'index-lag', method: 'GET', ms: 60_000 },
    ];
    const first = await connector().open(draftWith(mark), { key: mark, attempt: 0 });
    expect(first).toMatchObject({ kind: 'unknown', ref: expect.anything() });
    const soon = await connector().open(draftWith(mark), next(mark, 1, first, 0));
    expect(soon).toMatchObject({ kind: 'unknown', settling: true });
    const late = await connector().open(draftWith(mark), next(mark, 2, first));
    expect(late).toMatchObject({ kind: 'refused', reason: expect.stringContaining(mark) });
    expect(await past(() => withText(type, mark))).toHaveLength(1);
  });

  test('[itsm J] sibling: a staging row that is gone', async () => {
    const mark = randomUUID();
    sandbox.simulator.faults = [
      { kind: 'empty-created', method: 'POST', form: create },
      { kind: 'hidden', method: 'GET', form: create },
    ];
    const first = await connector().open(draftWith(mark), { key: mark, attempt: 0 });
    expect(['done', 'already-done']).toContain(first.kind);
    expect(await past(() => withText(type, mark))).toHaveLength(1);
  });

  test('[itsm A] sibling: a unique index makes one of a request that a gateway delivers twice', async () => {
    const mark = randomUUID();
    sandbox.simulator.siteRules = { unique: [keyField] };
    sandbox.simulator.faults = [{ kind: 'twice', method: 'POST', form: create }];
    const outcome = await connector().open(draftWith(mark), { key: mark, attempt: 0 });
    expect(outcome.kind).toBe('already-done');
    expect(await past(() => withText(type, mark))).toHaveLength(1);
  });

  test('[itsm B] sibling: a unique index names a ticket that the account cannot read, and no second one is made', async () => {
    const mark = randomUUID();
    sandbox.simulator.siteRules = { unique: [keyField] };
    sandbox.simulator.faults = [
      { kind: 'reset-after-write', method: 'POST', form: create, times: 1 },
      { kind: 'hidden', method: 'GET', form: read },
      { kind: 'hidden', method: 'GET', form: create },
    ];
    const first = await connector().open(draftWith(mark), { key: mark, attempt: 0 });
    const second = await connector().open(draftWith(mark), next(mark, 1, first));
    expect(second).toMatchObject({ kind: 'refused', reason: expect.stringMatching(`382.*${mark}`) });
    expect(await past(() => withText(type, mark))).toHaveLength(1);
  });

  /** The try after one that came back at once, as the ledger tells of it. */
  const soonAfter = (mark: string, { kind, ...more }: Outcome<unknown>): WriteKey => {
    const answered = kind === 'busy' && !('unsent' in more);
    return { key: mark, attempt: 1, sentAgoMs: 6_000, ...(answered && { answered }) };
  };

  test('[itsm A] sibling: 503 of a gateway in front of a create that is done, while the search lags', async () => {
    const mark = randomUUID();
    sandbox.simulator.faults = [
      { kind: 'page-after', method: 'POST', form: create, status: 503, times: 1 },
      { kind: 'index-lag', method: 'GET', ms: 60_000 },
    ];
    const first = await connector().open(draftWith(mark), { key: mark, attempt: 0 });
    const second = await connector().open(draftWith(mark), soonAfter(mark, first));
    expect(second).toMatchObject({ kind: 'unknown', settling: true });
    expect(await past(() => withText(type, mark))).toHaveLength(1);
  });

  test('[itsm A] sibling: 503 of a gateway that has passed the create on and does not wait for it', async () => {
    const mark = randomUUID();
    const out = createOutgoing();
    let land = (): Promise<unknown> => Promise.reject(new Error('nothing was sent'));
    const http = async (request: OutgoingRequest) => {
      if (request.method !== 'POST' || !request.url.includes(encodeURIComponent(create))) return out(request);
      land = () => out(request);
      return { status: 503, headers: {}, body: 'upstream reset before response' };
    };
    const first = await sandbox
      .connector({ settleMs: 30_000 }, http)
      .open(draftWith(mark), { key: mark, attempt: 0 });
    const second = await connector().open(draftWith(mark), soonAfter(mark, first));
    expect(second).toMatchObject({ kind: 'unknown', settling: true });
    await land();
    const third = await connector().open(draftWith(mark), soonAfter(mark, first));
    expect(third.kind).toBe('already-done');
    expect(await withText(type, mark)).toHaveLength(1);
  });

  test('[itsm A] sibling: AR is told when we give up, and writes nothing after that', async () => {
    const mark = randomUUID();
    sandbox.simulator.faults = [{ kind: 'slow', method: 'POST', form: create, ms: 2_500, times: 1 }];
    const first = await connector({ deadlineMs: 1_500 }).open(draftWith(mark), { key: mark, attempt: 0 });
    expect(first.kind).toBe('unknown');
    const hasty = connector({ deadlineMs: 1_500, settleMs: 0 });
    // A look that is not answered in time tells nothing: it is repeated.
    const soon = await eventually(async () => {
      const outcome = await hasty.open(draftWith(mark), { key: mark, attempt: 1, sentAgoMs: 1_900 });
      return outcome.kind === 'unknown' && outcome.unsent ? undefined : outcome;
    }, 'it has looked');
    expect(soon).toMatchObject({ kind: 'unknown', settling: true });
    const second = await connector().open(draftWith(mark), { key: mark, attempt: 1, sentAgoMs: DAY_MS });
    expect(second.kind).toBe('done');
    expect(await withText(type, mark)).toHaveLength(1);
  });

  test('[itsm A] sibling: an article is tied once, although the answer to that was lost and the index lags', async () => {
    const ref = await opened(type);
    const [article] = await sandbox.rows('RKM:KnowledgeArticleManager');
    const link = {
      kind: 'knowledge',
      id: article?.['Request ID'] ?? '',
      title: 'VPN',
      relate: true,
    } as const;
    const entry: TicketEntry = { summary: 's', text: 't', visibility: 'internal', links: [link] };
    const mark = randomUUID();
    sandbox.simulator.faults = [
      { kind: 'reset-after-write', method: 'POST', form: FORMS[type].ties, times: 1 },
    ];
    const first = await connector().append(ref, [entry], { key: mark, attempt: 0 });
    expect(first).toMatchObject({ kind: 'unknown', ref: expect.anything() });
    sandbox.simulator.faults = [{ kind: 'index-lag', method: 'GET', form: FORMS[type].ties, ms: 60_000 }];
    const soon = await connector().append(ref, [entry], next(mark, 1, first, 0));
    expect(soon).toMatchObject({ kind: 'unknown', settling: true });
    sandbox.simulator.faults = [];
    const last = await connector().append(ref, [entry], next(mark, 1, soon));
    expect(last.kind).toBe('already-done');
    expect(await sandbox.rows(FORMS[type].ties, `'Request ID02' = "${ref.displayId}"`)).toHaveLength(1);
    expect(await sandbox.rows(FORMS[type].log, `'${number}' = "${ref.displayId}"`)).toHaveLength(1);
  });

  /** Status and assignee together, as an ending writes them. */
  const onHold = {
    status: 'Pending',
    statusReason: 'Client Hold',
    fields: type === 'incident' ? { Assignee: 'Live Chat Desk', 'Assignee Login ID': 'deskbridge' } : {},
  };
  /** AR says that it took the change, keeps nothing of it, and lets nobody read the ticket once. */
  const takeAndKeepNothing = (): void => {
    sandbox.simulator.faults = [
      { kind: 'ignored-write', method: 'PUT', form: read },
      { kind: 'unavailable', method: 'GET', form: read, times: 1 },
    ];
  };

  test('[itsm A] sibling: a change that AR has taken is not sent again, whatever the ticket shows', async () => {
    const ref = await opened(type);
    const mark = randomUUID();
    takeAndKeepNothing();
    const first = await connector().change(ref, onHold, { key: mark, attempt: 0 });
    expect(first).toMatchObject({ kind: 'unknown', ref: expect.anything() });
    sandbox.simulator.faults = [];
    sandbox.simulator.requests.clear();
    const second = await connector().change(ref, onHold, next(mark, 1, first));
    expect(second).toMatchObject({ kind: 'refused', reason: expect.stringContaining('kept') });
    expect(sandbox.simulator.requests.get(`PUT ${read}`)).toBeUndefined();
  });

  test('[itsm A] sibling: a change that AR took and did not keep is sent again once a person has asked for that', async () => {
    const ref = await opened(type);
    const mark = randomUUID();
    takeAndKeepNothing();
    const own = connector();
    const first = await own.change(ref, onHold, { key: mark, attempt: 0 });
    sandbox.simulator.faults = [];
    const second = await own.change(ref, onHold, next(mark, 1, first));
    expect(second).toMatchObject({ kind: 'refused', reason: expect.stringContaining('kept') });
    // The same process: what it knows itself must not stand in the way either.
    const third = await own.change(ref, onHold, next(mark, 2, second));
    expect(third).toMatchObject({ kind: 'done', value: { status: 'Pending' } });
  });

  test('[itsm A] sibling: a change that was not answered waits until the first can no longer land', async () => {
    const ref = await opened(type);
    const mark = randomUUID();
    sandbox.simulator.faults = [{ kind: 'slow', method: 'PUT', form: read, ms: 1_800, times: 1 }];
    const hasty = connector({ deadlineMs: 1_500 });
    const first = await eventually(async () => {
      const outcome = await hasty.change(ref, onHold, { key: mark, attempt: 0 });
      return outcome.kind === 'busy' ? undefined : outcome;
    }, 'it is sent');
    expect(first.kind).toBe('unknown');
    let last: Outcome<unknown> = first;
    await eventually(async () => {
      last = await connector().change(ref, onHold, next(mark, 1, first, 0));
      return last.kind !== 'unknown';
    }, 'it lands');
    expect(last.kind).toBe('already-done');
    expect(sandbox.simulator.requests.get(`PUT ${read}`)).toBe(1);
  });
});

describe('[itsm H] own work infos are found among the rows of the ticket', () => {
  const entry = (text: string): TicketEntry => ({ summary: 's', text, visibility: 'internal' });
  const logOf = (type: Type, ref: TicketRef) =>
    sandbox.rows(FORMS[type].log, `'${FORMS[type].number}' = "${ref.displayId}"`);

  test.each(TYPES)('%s: although AR takes no LIKE on so long a field', async (type) => {
    const ref = await opened(type);
    const asked: string[] = [];
    const out = createOutgoing();
    const http = (request: OutgoingRequest) => {
      asked.push(decodeURIComponent(request.url));
      return out(request);
    };
    sandbox.simulator.faults = [
      { kind: 'reset-after-write', method: 'POST', form: FORMS[type].log, times: 1 },
    ];
    const mark = randomUUID();
    const first = await connector().append(ref, [entry('once')], { key: mark, attempt: 0 });
    expect(first.kind).toBe('unknown');
    const second = await sandbox.connector({}, http).append(ref, [entry('once')], next(mark, 1, first));
    expect(second.kind).toBe('already-done');
    expect(asked.filter((url) => url.includes('LIKE'))).toEqual([]);
    expect(await logOf(type, ref)).toHaveLength(1);
  });

  test('sibling: beyond the first page of what others wrote', async () => {
    const ref = await opened('incident');
    const others = Array.from({ length: 45 }, (_, i) => entry(`other ${i}`));
    expect((await connector().append(ref, others, { key: randomUUID(), attempt: 0 })).kind).toBe('done');
    sandbox.simulator.faults = [{ kind: 'reset-after-write', method: 'POST', form: 'HPD:WorkLog', times: 1 }];
    const mark = randomUUID();
    const first = await connector().append(ref, [entry('once')], { key: mark, attempt: 0 });
    expect(first.kind).toBe('unknown');
    expect((await connector().append(ref, [entry('once')], next(mark, 1, first))).kind).toBe('already-done');
    expect(await logOf('incident', ref)).toHaveLength(46);
  });

  test('sibling: of several parts only the one is written that AR has not taken, although none can be read', async () => {
    const ref = await opened('incident');
    const entries = ['one', 'two', 'three'].map(entry);
    const mark = randomUUID();
    sandbox.simulator.faults = [
      { kind: 'reset-before-write', method: 'POST', form: 'HPD:WorkLog', skip: 1, times: 1 },
      { kind: 'hidden', method: 'GET', form: 'HPD:WorkLog' },
    ];
    const first = await connector().append(ref, entries, { key: mark, attempt: 0 });
    expect(first).toMatchObject({ kind: 'unknown', ref: expect.anything() });
    const second = await connector().append(ref, entries, next(mark, 1, first));
    expect(second.kind).toBe('done');
    const again = await connector().append(ref, entries, next(mark, 2, first));
    expect(['done', 'already-done']).toContain(again.kind);
    sandbox.simulator.faults = [];
    const texts = (await logOf('incident', ref)).map((row) => row['Detailed Description']?.split('\n')[0]);
    expect(texts.filter((text) => text === 'one')).toHaveLength(1);
  });

  test('sibling: a file whose entry the account cannot read is not sent again and again', async () => {
    const ref = await opened('incident');
    const file = { name: 'a.txt', contentType: 'text/plain', bytes: Buffer.from('a') };
    const withFile = { ...entry('a file'), files: [file] };
    const mark = randomUUID();
    sandbox.simulator.faults = [
      { kind: 'empty-created', method: 'POST', form: 'HPD:WorkLog' },
      { kind: 'hidden', method: 'GET', form: 'HPD:WorkLog' },
    ];
    let outcome = await connector().append(ref, [withFile], { key: mark, attempt: 0 });
    expect(outcome.kind).toBe('unknown');
    const first = outcome;
    for (const attempt of [1, 2])
      outcome = await connector().append(ref, [withFile], next(mark, attempt, first));
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/WLG\d+.*cannot read/) });
    sandbox.simulator.faults = [];
    expect(await logOf('incident', ref)).toHaveLength(1);
  });
});

describe('a try that sent nothing counts as none', () => {
  test.each<[string, Fault]>([
    ['the sign-in is refused for now', { kind: 'unavailable', path: '/jwt/login', times: 1 }],
    [
      'AR says that it did not begin',
      { kind: 'connected-elsewhere', method: 'POST', path: '_Create', times: 1 },
    ],
  ])('[itsm A] sibling: %s', async (_what, fault) => {
    sandbox.simulator.faults = [fault];
    const outcome = await connector().open(draftOf('incident', 'x'), { key: randomUUID(), attempt: 0 });
    expect(outcome).toMatchObject({ kind: 'busy', unsent: true });
  });

  test('[itsm A] sibling: nothing is sent once somebody else holds the ticket', async () => {
    const mark = randomUUID();
    const key = { key: mark, attempt: 0, sending: async () => false };
    const outcome = await connector().open(draftOf('incident', `x ${mark}`), key);
    expect(outcome).toMatchObject({ kind: 'busy', unsent: true });
    expect(sandbox.simulator.requests.get('POST HPD:IncidentInterface_Create')).toBeUndefined();
  });

  test('[itsm A] sibling: what is sent again after a new sign-in asks for leave again', async () => {
    const mark = randomUUID();
    const own = connector();
    expect((await own.open(draftOf('incident', 'signs in'), { key: randomUUID(), attempt: 0 })).kind).toBe(
      'done',
    );
    sandbox.simulator.faults = [{ kind: 'unauthorized', method: 'POST', path: '_Create', times: 1 }];
    let asked = 0;
    const sending = async () => {
      asked += 1;
      return asked === 1;
    };
    const outcome = await own.open(draftOf('incident', `x ${mark}`), { key: mark, attempt: 0, sending });
    expect(outcome).toMatchObject({ kind: 'busy', unsent: true });
    expect(asked).toBe(2);
    expect(await withText('incident', mark)).toEqual([]);
  });

  test('a try that was answered at once is repeated after a short look, not after the whole span', async () => {
    const mark = randomUUID();
    const key = { key: mark, attempt: 1, sentAgoMs: 6_000 } as const;
    const draft = draftOf('incident', `x ${mark}`);
    expect(await connector().open(draft, key)).toMatchObject({ kind: 'unknown', settling: true });
    expect((await connector().open(draft, { ...key, answered: true })).kind).toBe('done');
  });
});
