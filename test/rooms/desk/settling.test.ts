import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AgentAccount } from '../../../config/schema.ts';
import { maySeeChat, mayTake } from '../../../src/people/policy.ts';
import { eventually } from '../../support/eventually.ts';
import { agent, openSettlingHouse, type SettlingHouse } from './settling-house.ts';

let house: SettlingHouse;
beforeEach(() => {
  house = openSettlingHouse();
});
afterEach(() => house?.close());

const alice = { id: 'alice', screenName: 'Alice' };
const bob = { id: 'bob', screenName: 'Bob' };
const agents = [
  agent('alice', { queues: ['Hardware'] }),
  agent('bob'),
  agent('sam', { roles: ['supervisor'] }),
];
const after = { queues: ['Networking', 'Hardware'], agents };

/** A chat of Network that waits, one that alice owns, and one that she offers to bob. */
async function threeChats(): Promise<readonly [string, string, string]> {
  const [waiting, owned, offered] = [await house.waits(), await house.waits(), await house.waits()];
  await house.store.agents.renewLease('bob', 60_000);
  for (const id of [owned, offered]) await house.does(id, { type: 'accept', by: alice });
  await house.does(offered, { type: 'transfer', by: alice, to: { agent: bob } });
  return [waiting, owned, offered];
}

test('[chat F3] chats of a queue that is not set up any more are GENERAL’s: waiting, owned and offered', async () => {
  const [waiting, owned, offered] = await threeChats();
  const started = house.start(after);
  await started.begun();
  for (const [id, status] of [
    [waiting, 'queued'],
    [owned, 'assigned'],
    [offered, 'pending-transfer'],
  ] as const) {
    expect(await house.chat(id)).toMatchObject({ status, queue: 'GENERAL', company: 'Calbro Services' });
    expect(await house.lines(id, 'chat-resettled')).toEqual([
      'The queue Network is not set up any more; the chat is in GENERAL now.',
    ]);
  }
  const { places, cover, waiting: listed } = house.store.lists;
  expect(await places()).toEqual([{ queue: 'GENERAL', company: 'Calbro Services' }]);
  expect((await listed(await cover(), undefined, 10)).ids).toEqual([waiting]);
  expect(started.said).toEqual([
    '3 chats were of Network, which is not set up any more: they are in GENERAL now.',
  ]);
  expect(await house.audited()).toEqual([
    { actor: 'system', what: 'chats-resettled', queue: { from: 'Network', to: 'GENERAL' }, chats: 3 },
  ]);

  // Whoever starts next has nothing to say.
  const next = house.start(after);
  await next.begun();
  expect([next.said, await house.lines(waiting, 'chat-resettled')]).toEqual([[], [expect.any(String)]]);
  expect(await house.audited()).toHaveLength(1);
});

test('[chat F3] an agent finds them before they are moved', async () => {
  const [waiting] = await threeChats();
  const started = house.start(after, () => new Promise(() => {}));
  const account = started.accounts().get('alice') as AgentAccount;
  expect(mayTake(account, await house.chat(waiting))).toBe(true);
  expect(mayTake(account, { queue: 'Networking', company: 'Calbro Services' })).toBe(false);
});

test('[chat F3 sibling] a renamed queue takes its chats along, which keep their place', async () => {
  const [waiting, owned, offered] = await threeChats();
  await house.does(waiting, { type: 'tell-place', n: 1 });
  const before = await house.chat(waiting);
  const started = house.start({ ...after, renamed: { queues: { Net: 'Network', Network: 'Networking' } } });
  await started.begun();
  for (const id of [waiting, owned, offered]) expect((await house.chat(id)).queue).toBe('Networking');
  expect((await house.chat(waiting)).place).toEqual(before.place);
  expect((await house.chat(waiting)).waitingSince).toBe(before.waitingSince);
  expect(await house.lines(owned, 'chat-resettled')).toEqual(['The queue Network is called Networking now.']);
  expect(started.said).toEqual([
    '3 chats were of Network, which is called Networking now: they are in Networking now.',
  ]);
});

test('[chat F3 sibling] a queue that is written in other letters is the same queue', async () => {
  const id = await house.waits({ queue: 'hardware' });
  const started = house.start(after);
  await started.begun();
  expect((await house.chat(id)).queue).toBe('Hardware');
  expect(started.said).toEqual([
    '1 chat waited in hardware, which is called Hardware now: it is in Hardware now.',
  ]);
});

test('[chat F3 sibling] where processes start at once, and one dies in the middle, each chat is moved once', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 120; i++) ids.push(await house.waits());
  let commands = 0;
  const first = house.start(after, async () => {
    commands += 1;
    if (commands > 35) throw new Error('it dies');
  });
  await eventually(() => commands > 35, 'the first process is in the middle');
  await first.die();
  expect((await Promise.all(ids.map((id) => house.chat(id)))).some(({ queue }) => queue === 'GENERAL')).toBe(
    true,
  );
  const others = [house.start(after), house.start(after)];
  await Promise.all(others.map((one) => one.begun()));
  await eventually(async () => (await house.store.lists.places()).length === 1, 'all are in GENERAL', 25_000);
  for (const id of ids)
    expect([(await house.chat(id)).queue, (await house.lines(id, 'chat-resettled')).length]).toEqual([
      'GENERAL',
      1,
    ]);
}, 60_000);

test('[chat F3 sibling] many chats are moved in batches, and counted in one sentence', async () => {
  await Promise.all(Array.from({ length: 450 }, () => house.waits()));
  const started = house.start(after);
  await started.begun();
  expect(await house.store.lists.places()).toEqual([{ queue: 'GENERAL', company: 'Calbro Services' }]);
  expect(started.said).toEqual([
    '450 chats waited in Network, which is not set up any more: they are in GENERAL now.',
  ]);
}, 60_000);

test('processes with opposite settings side by side do not send a chat to and fro', async () => {
  const id = await house.waits({ queue: 'Network' });
  const older = { queues: ['Network'], renamed: { queues: { Networking: 'Network' } }, agents };
  const newer = { queues: ['Networking'], renamed: { queues: { Network: 'Networking' } }, agents };
  const old = house.start(older);
  await old.begun();
  expect((await house.chat(id)).queue).toBe('Network');
  const current = house.start(newer);
  await current.begun();
  expect((await house.chat(id)).queue).toBe('Networking');
  // One with the settings of before is started again beside it: it leaves stored chats alone, and says so.
  const again = house.start(older);
  await again.begun();
  expect(again.said).toEqual([expect.stringContaining('newer settings')]);
  // What the older ones put into their queue comes along.
  const late = await house.waits({ queue: 'Network' });
  await eventually(
    async () => (await house.chat(late)).queue === 'Networking',
    'the late one is moved',
    20_000,
  );
  expect(await house.lines(id, 'chat-resettled')).toHaveLength(1);
  // Once nobody runs under the newer settings, those of before hold again.
  await current.close();
  await eventually(async () => (await house.chat(id)).queue === 'Network', 'it is back', 20_000);
  expect(await house.lines(id, 'chat-resettled')).toHaveLength(2);
}, 60_000);

test('[admin 8] a chat whose company no agent is for any more is seen by those of the usual company, and by supervisors', async () => {
  const id = await house.waits({ company: 'Firma A', queue: 'GENERAL' });
  const desk = [
    agent('alice', { companies: ['Firma Neu'] }),
    agent('bob', { companies: ['Usual'] }),
    agent('eve', { companies: ['Other'] }),
    agent('sue', { roles: ['supervisor'], companies: ['Other'] }),
  ];
  const started = house.start({ company: 'Usual', agents: desk });
  await started.begun();
  const chat = await house.chat(id);
  expect(chat.company).toBe('Firma A');
  const may = (who: string) => maySeeChat(started.accounts().get(who)!, chat);
  expect(['alice', 'bob', 'eve', 'sue'].map(may)).toEqual([false, true, false, true]);
  expect(mayTake(started.accounts().get('bob')!, chat)).toBe(true);
  expect(started.said).toEqual([
    'No agent is for the company Firma A, of which 1 chat is open: agents of Usual and every supervisor see it. Add the company to an agent’s companies, or name what it is called now under renamed.companies.',
  ]);
});

test('[admin 8 sibling] a renamed company takes its chats along, also those that somebody owns', async () => {
  const waiting = await house.waits({ company: 'Firma A', queue: 'GENERAL' });
  const owned = await house.waits({ company: 'Firma A', queue: 'Network' });
  await house.does(owned, { type: 'accept', by: alice });
  const desk = [agent('alice', { companies: ['Firma Neu'] }), agent('carl', { companies: ['Firma A'] })];
  const started = house.start({ agents: desk, renamed: { companies: { 'Firma A': 'Firma Neu' } } });
  await started.begun();
  for (const id of [waiting, owned]) expect((await house.chat(id)).company).toBe('Firma Neu');
  expect(await house.lines(owned, 'chat-resettled')).toEqual([
    'The company Firma A is called Firma Neu now.',
  ]);
  expect(started.said).toEqual([
    '2 chats were of the company Firma A, which is called Firma Neu now: they are of that one now.',
  ]);
  // An account that an identity provider still has under the old name is of the new one.
  expect(started.accounts().get('carl')?.companies).toEqual(['Firma Neu']);
});

test('nothing is said of companies where the desk does not go by them', async () => {
  await house.waits({ company: 'Firma A', queue: 'GENERAL' });
  const over = { desk: { companyFilter: false }, agents: [agent('alice', { companies: ['Other'] })] };
  const started = house.start(over);
  await started.begun();
  expect(started.said).toEqual([]);
});

test('[admin 8 sibling] a queue and a company change at once', async () => {
  const id = await house.waits({ company: 'Firma A', queue: 'Network' });
  const started = house.start({
    queues: ['Networking'],
    agents: [agent('alice', { companies: ['Firma Neu'], queues: ['Networking'] })],
    renamed: { queues: { Network: 'Networking' }, companies: { 'Firma A': 'Firma Neu' } },
  });
  await started.begun();
  const chat = await house.chat(id);
  expect([chat.queue, chat.company]).toEqual(['Networking', 'Firma Neu']);
  expect(await house.lines(id, 'chat-resettled')).toEqual([
    'The queue Network is called Networking now. The company Firma A is called Firma Neu now.',
  ]);
  expect(mayTake(started.accounts().get('alice')!, chat)).toBe(true);
});

test('deadlines follow limits that were lowered, for chats that wait, are offered and are owned', async () => {
  const [waiting, owned, offered] = await threeChats();
  const due = async () =>
    Object.fromEntries(
      (await house.store.deadlines.due(Number.MAX_SAFE_INTEGER)).map(({ chat, kind }) => [chat, kind]),
    );
  const at = async (id: string, kind: string) =>
    Number(await house.redis.zscore(house.keys.deadlines, `${id}|${kind}|${(await house.chat(id)).epoch}`));
  const before = await at(waiting, 'waiting');
  const lowered = {
    agents,
    chat: { waitingMinutes: 10, idleMinutes: 5 },
    desk: { transferSeconds: 20 },
    sla: [{ minutes: 3 }],
  };
  await house.start(lowered).begun();
  const chats = await Promise.all([waiting, owned, offered].map((id) => house.chat(id)));
  const [w, o, f] = chats;
  expect(await at(waiting, 'sla-breach')).toBe((w?.waitingSince ?? 0) + 3 * 60_000);
  expect(await at(owned, 'idle')).toBe((o?.assignedAt ?? 0) + 5 * 60_000);
  expect(await at(offered, 'transfer')).toBe((f?.transfer?.at ?? 0) + 20_000);
  expect(before).toBeGreaterThan((w?.waitingSince ?? 0) + 3 * 60_000);
  expect(Object.keys(await due()).toSorted()).toEqual([waiting, owned, offered].toSorted());
  // Nothing was said of it: no chat has changed.
  expect(chats.map(({ version }) => version)).toEqual([1, 2, 3]);
});

test('a target that was missed before is not missed again under a lower one, and limits that were raised fire once', async () => {
  const id = await house.waits();
  const { execute } = house.rulesUnder({ sla: [{ minutes: 0.000_01 }] });
  const epoch = (await house.chat(id)).epoch;
  await eventually(
    async () =>
      (await execute(id, { type: 'pass-deadline', kind: 'sla-breach', epoch })).kind === 'done' &&
      (await house.lines(id, 'sla-breached')).length > 0,
    'the target is missed',
  );
  await house.start({ agents, sla: [{ minutes: 0.000_001 }], chat: { waitingMinutes: 10 } }).begun();
  const due = (await house.store.deadlines.due(Number.MAX_SAFE_INTEGER)).filter(({ chat }) => chat === id);
  expect(due.map(({ kind }) => kind)).toContain('waiting');
  const raised = house.rulesUnder({ chat: { waitingMinutes: 20 } });
  for (const { kind } of due) await raised.execute(id, { type: 'pass-deadline', kind, epoch });
  expect(await house.chat(id)).toMatchObject({ status: 'queued' });
  expect(await house.lines(id, 'sla-breached')).toHaveLength(1);
});

test('whoever is no agent any more has no chats: owned, offered and joined ones go on with others', async () => {
  const [waiting, owned, offered] = await threeChats();
  const joined = await house.waits();
  await house.does(joined, { type: 'accept', by: bob });
  await house.does(joined, { type: 'join', by: alice, mode: 'participant' });
  const started = house.start({
    agents: [
      agent('alice', { roles: ['alert-admin'] }),
      agent('carl'),
      agent('bob', { roles: ['supervisor'] }),
    ],
  });
  await started.begun();
  expect(await house.chat(waiting)).toMatchObject({ status: 'queued' });
  for (const id of [owned, offered]) expect(await house.chat(id)).toMatchObject({ status: 'queued' });
  expect((await house.chat(owned)).owner).toBeUndefined();
  expect(await house.lines(owned, 'agent-gone')).toEqual([
    'Alice is not available any more. You are near the front of the queue for another agent.',
  ]);
  expect(await house.lines(offered, 'agent-gone')).toEqual([
    'Bob is not available any more. You are near the front of the queue for another agent.',
  ]);
  expect(await house.chat(joined)).toMatchObject({
    status: 'assigned',
    owner: { id: 'bob' },
    invited: [{ agent: { id: 'alice' }, state: 'left' }],
  });
  expect(started.said.toSorted()).toEqual([
    '1 chat of bob, who is not an agent any more, is back where it came from.',
    '2 chats of alice, who is not an agent any more, are back where they came from.',
  ]);
});

test('whom an issuer makes no agent while everything runs has no chats either', async () => {
  const oidc = {
    issuer: 'https://id.example.com',
    clientId: 'desk',
    groups: { agents: { roles: ['agent'] }, alerts: { roles: ['alert-admin'] } },
  };
  const vouch = (group: string) =>
    house.store.vouched.keep(
      {
        agent: { id: 'alice', name: 'Alice', subject: 'a', groups: [group] },
        until: Date.now() + 3_600_000,
      },
      3_600,
    );
  await vouch('agents');
  const [, owned] = await threeChats();
  const started = house.start({ oidc, agents: [agent('bob')] });
  await started.begun();
  await house.store.agents.renewLease('alice', 600_000);
  expect(await house.chat(owned)).toMatchObject({ status: 'assigned' });
  await vouch('alerts');
  await eventually(async () => (await house.chat(owned)).status === 'queued', 'it waits again', 20_000);
}, 40_000);

test('[admin 21 sibling] an agent who was removed keeps a chat for the grace time, even one whose lease nobody knows', async () => {
  const [, owned] = await threeChats();
  await house.redis.del(house.keys.presence);
  await house.start({ agents: [agent('bob')] }).begun();
  expect(await house.chat(owned)).toMatchObject({ status: 'assigned', owner: { id: 'alice' } });
  expect(await house.store.agents.gone(60_000)).toEqual([]);
  expect(await house.store.agents.gone(0)).toContain('alice');
  await house.does(owned, { type: 'return-from-gone', agent: 'alice', graceMs: 0, removed: true });
  expect(await house.lines(owned, 'agent-gone')).toEqual([
    'Alice is not available any more. You are near the front of the queue for another agent.',
  ]);
});

test('[admin 21 sibling] what is left of the lease of an agent who was removed does not come before the grace time', async () => {
  const [, owned] = await threeChats();
  await house.store.agents.renewLease('alice', 60_000);
  await house.start({ agents: [agent('bob')] }).begun();
  expect(await house.store.agents.gone(0)).toContain('alice');
  expect(await house.store.agents.gone(0)).not.toContain('bob');
  expect(await house.chat(owned)).toMatchObject({ status: 'assigned', owner: { id: 'alice' } });
});

test('[chat F4 sibling] an agent who is moved hears of lines in a chat that was stored before rows of the feed named agents', async () => {
  const [, owned, offered] = await threeChats();
  // As it was stored then, by a version that had no such field.
  for (const id of [owned, offered]) await house.redis.hdel(house.keys.chat(id), 'agents');
  await house.start({ queues: ['Network', 'Hardware'], agents }).begun();
  for (const [id, who] of [
    [owned, 'alice'],
    [offered, 'bob'],
  ] as const) {
    await house.store.connections.away(id);
    const [, fields] = (await house.redis.xrevrange(house.keys.feed, '+', '-', 'COUNT', 1))[0] ?? [];
    expect(fields).toEqual(expect.arrayContaining([id, JSON.stringify([who])]));
  }
});
