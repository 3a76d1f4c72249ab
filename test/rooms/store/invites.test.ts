import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sweepPresence } from '../../../jobs/sweep-presence.ts';
import type { InviteMode, Owner } from '../../../src/chat/chat.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import { besideMoves, PEOPLE, whatIsWrong } from '../handoff/beside-moves.ts';
import { alice, bob, type Cellar, onEveryServer, openCellar } from './cellar.ts';

const sam: Owner = { id: 'sam', screenName: 'Sam' };

onEveryServer((connect) => {
  async function open() {
    const house = openCellar(connect());
    for (const agent of [alice, bob, sam]) await house.store.agents.renewLease(agent.id, 600_000);
    return house;
  }
  const yes: Command = { type: 'answer-invite', by: bob, accept: true };
  async function invited(house: Cellar, mode: InviteMode = 'participant'): Promise<string> {
    const { id } = await house.owned();
    await house.done(id, { type: 'invite', by: alice, agent: bob, mode });
    return id;
  }
  async function joined(house: Cellar, mode?: InviteMode): Promise<string> {
    const id = await invited(house, mode);
    await house.done(id, yes);
    return id;
  }
  const lists = async ({ store }: Cellar, agent: Owner) => {
    const [invites, mine, load, counts] = await Promise.all([
      store.lists.invites(agent.id, undefined, 9),
      store.lists.mine(agent.id, undefined, 9),
      store.agents.load(agent.id),
      store.lists.counts(agent.id, []),
    ]);
    return { invites: invites.ids, mine: mine.ids, load, counts };
  };

  test('an invitation stands on the list of the agent until he answers; what he joined is his, and no load [row 39] [row 40] [row 66]', async () => {
    const house = await open();
    const id = await invited(house);
    expect(await lists(house, bob)).toEqual({
      invites: [id],
      mine: [],
      load: 0,
      counts: { queue: 0, transferred: 0, invites: 1, mine: 0 },
    });
    await house.done(id, yes);
    expect(await lists(house, bob)).toEqual({
      invites: [],
      mine: [id],
      load: 0,
      counts: { queue: 0, transferred: 0, invites: 0, mine: 1 },
    });
    expect(await house.store.agents.candidates()).toContainEqual(
      expect.objectContaining({ id: 'bob', load: 0 }),
    );
    await house.done(id, { type: 'transfer', by: alice, to: { agent: bob } });
    await house.done(id, { type: 'accept', by: bob });
    expect(await lists(house, bob)).toMatchObject({ invites: [], mine: [id], load: 1, counts: { mine: 1 } });
    expect(await house.store.lists.owned('bob', 9)).toEqual([id]);
  });

  test.each<[string, Command]>([
    ['declined', { type: 'answer-invite', by: bob, accept: false }],
    ['released', { type: 'release', by: alice }],
    ['offered to another', { type: 'transfer', by: alice, to: { agent: sam } }],
    ['ended', { type: 'end', by: alice, resolveTicket: false }],
  ])('an invitation to a chat that was %s is on no list', async (_name, command) => {
    const house = await open();
    const id = await invited(house);
    await house.done(id, command);
    expect(await lists(house, bob)).toMatchObject({ invites: [], mine: [], counts: { invites: 0 } });
  });

  test('nobody is invited who has just gone', async () => {
    const house = await open();
    const { id } = await house.owned();
    await house.store.agents.endLease('bob');
    expect(await house.execute(id, { type: 'invite', by: alice, agent: bob, mode: 'monitor' })).toMatchObject(
      {
        kind: 'refused',
        refusal: { code: 'agent-not-online' },
      },
    );
  });

  // One table for the slow way (read, decide, commit) and the fast one (append).
  const leave: Command = { type: 'leave', by: bob };
  const toSam: Command = { type: 'transfer', by: alice, to: { agent: sam } };
  const toBob: readonly Command[] = [
    { type: 'transfer', by: alice, to: { agent: bob } },
    { type: 'accept', by: bob },
  ];
  test.each<[string, (house: Cellar) => Promise<string>, readonly Command[], message: string]>([
    ['was invited', (house) => invited(house), [], 'not-owner'],
    ['takes part', (house) => joined(house), [], 'ok'],
    ['reads along', (house) => joined(house, 'monitor'), [], 'not-owner'],
    ['has left', (house) => joined(house), [leave], 'not-owner'],
    ['takes part while it is offered', (house) => joined(house), [toSam], 'ok'],
    [
      'took part before it was released',
      (house) => joined(house),
      [{ type: 'release', by: alice }],
      'not-owner',
    ],
    ['took part and got it', (house) => joined(house), toBob, 'ok'],
    [
      'took part, got it and gave it back',
      (house) => joined(house),
      [...toBob, { type: 'release', by: bob }],
      'not-owner',
    ],
    ['takes part where the user has left', (house) => joined(house), [{ type: 'cancel' }], 'user-cancelled'],
    [
      'took part before the end',
      (house) => joined(house),
      [{ type: 'end', by: alice, resolveTicket: false }],
      'not-owner',
    ],
  ])(
    'who %s writes by append as the rules have it [row 62] [row 63] [row 64]',
    async (state, begin, then, message) => {
      const house = await open();
      const id = await begin(house);
      for (const command of then) await house.done(id, command);
      const note = state === 'took part and got it' ? 'ok' : 'not-owner';
      const wishes = [
        [{ type: 'send-agent-message', by: bob, text: 'x' }, message],
        [{ type: 'add-note', by: bob, text: 'x' }, note],
      ] as const;
      for (const [wish, expected] of wishes) {
        const slow = await house.ask(id, wish);
        expect(slow?.code ?? 'ok').toBe(expected);
        const fast = await house.append(id, bob, 'x', { note: wish.type === 'add-note' });
        expect(fast.kind === 'refused' ? fast.code : 'ok').toBe(expected);
        if (fast.kind === 'refused' && fast.code === 'not-owner')
          expect(fast.owner).toBe(slow?.facts?.owner ?? '');
      }
    },
  );

  test('a participant’s words are his own and reach the user; the owner’s first answer is still his to give', async () => {
    const house = await open();
    const id = await joined(house);
    const before = (await house.store.chats.log(id)).length;
    const appended = await house.append(id, { id: 'bob', screenName: 'Rob' }, 'I know this one');
    expect(appended).toMatchObject({
      kind: 'appended',
      entry: { seq: before + 1, author: { kind: 'agent', id: 'bob', name: 'Bob' }, visibility: 'public' },
    });
    expect(await house.redis.lrange(house.keys.laneItems(`c.${id}`), -1, -1)).toEqual([
      `deliver-messages {"seq":${before + 1}}`,
    ]);
    expect((await house.store.chats.read(id)).lastAnswerAt).toBe(0);
    await house.append(id, alice, 'Hello');
    expect((await house.store.chats.read(id)).lastAnswerAt).toBeGreaterThan(0);
  });

  test('who is gone for good is in no chat any more; the owner keeps it', async () => {
    const house = await open();
    const [one, two] = [await joined(house), await invited(house)];
    await house.store.agents.gone(0);
    await house.store.agents.endLease('bob');
    await sweepPresence({
      agents: house.store.agents,
      chatsOf: (agent) => house.store.lists.around(agent, 99),
      giveBack: async (chat, agent, graceMs) =>
        void (await house.done(chat, { type: 'return-from-gone', agent, graceMs })),
      graceMs: 0,
    });
    expect(await lists(house, bob)).toMatchObject({ invites: [], mine: [] });
    for (const id of [one, two])
      expect(await house.read(id)).toMatchObject({ owner: alice, invited: [{ state: 'left' }] });
  });

  test('whatever happens, everybody has one place in a chat, and lists and rights say which', async () => {
    const house = await open();
    await fc.assert(
      fc.asyncProperty(besideMoves, async (moves) => {
        const { id } = await house.waiting();
        await house.done(id, { type: 'accept', by: alice });
        for (const move of moves) await house.execute(id, move);
        const chat = await house.read(id);
        expect(whatIsWrong(chat)).toBeUndefined();
        const listed = (await house.store.lists.assistance(undefined, 999)).ids.includes(id);
        expect(listed).toBe(chat.assistance !== undefined);
        for (const agent of PEOPLE) {
          const state = chat.invited?.find((row) => row.agent.id === agent.id)?.state;
          const owns = chat.status === 'assigned' && chat.owner?.id === agent.id;
          const [invites, mine] = await Promise.all([
            house.store.lists.invites(agent.id, undefined, 999),
            house.store.lists.mine(agent.id, undefined, 999),
          ]);
          expect(invites.ids.includes(id)).toBe(state === 'invited');
          expect(mine.ids.filter((one) => one === id)).toHaveLength(owns || state === 'joined' ? 1 : 0);
          for (const note of [false, true]) {
            const wish = note ? 'add-note' : 'send-agent-message';
            const slow = await house.ask(id, { type: wish, by: agent, text: 'x' });
            const fast = await house.append(id, agent, 'x', { note });
            expect(fast.kind === 'refused' ? fast.code : undefined).toBe(slow?.code);
          }
        }
        await house.execute(id, { type: 'force-close', by: sam, reason: 'done' });
      }),
      { numRuns: 60, seed: 20_261_121 },
    );
  });

  test('a call for assistance is listed and told of, until somebody comes [row 67]', async () => {
    const house = await open();
    const { id } = await house.owned();
    const { id: other } = await house.owned();
    const from = await house.store.feed.end();
    for (const chat of [id, other]) await house.done(chat, { type: 'request-assistance', by: alice });
    await house.append(id, alice, 'x');
    const kinds = (await house.store.feed.since(from, 99))?.rows.map(({ kind, chat }) => [kind, chat]);
    expect(kinds?.filter(([kind]) => kind === 'assistance')).toEqual([
      ['assistance', id],
      ['assistance', other],
    ]);
    const listed = async () => (await house.store.lists.assistance(undefined, 9)).ids.toSorted();
    expect(await listed()).toEqual([id, other].toSorted());
    await house.done(id, { type: 'join', by: sam, mode: 'participant' });
    await house.done(other, { type: 'end', by: alice, resolveTicket: false });
    expect(await listed()).toEqual([]);
  });
});
