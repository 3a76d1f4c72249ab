import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Owner } from '../../src/chat/chat.ts';
import type { Command } from '../../src/handoff/commands.ts';
import { limits } from '../rooms/handoff/given.ts';
import { type Cellar, openCellar } from '../rooms/store/open-cellar.ts';
import { checkLog, checkSound } from '../rooms/store/sound.ts';
import { between, seeded } from '../support/seeded.ts';
import type { Step, Told } from '../support/writer.ts';
import { openWriters, type Writers } from '../support/writers.ts';

// A thousand commands hit one chat at once, from several processes. STORM_SEED tries another run.

const SEED = Number(process.env.STORM_SEED ?? 20_261_121);
const STORMS_OF_A_KIND = 25;
const COMMANDS = 1_000;
const PROCESSES = 4;

const agents: readonly Owner[] = Array.from({ length: 50 }, (_, n) => ({
  id: `agent-${n}`,
  screenName: `Agent ${n}`,
}));

let redis: Redis;
let writers: Writers;
beforeAll(async () => {
  const path = process.env.TEST_REDIS ?? '';
  redis = new Redis(path, { enableAutoPipelining: true });
  writers = await openWriters(PROCESSES, path);
}, 60_000);
afterAll(async () => {
  await writers?.close();
  redis.disconnect();
});

/** What one actor wishes, one after the other; each wish is one of the thousand. */
type Wishes = (by: Owner, n: number, random: () => number) => readonly Command[];

const accept = (by: Owner): Command => ({ type: 'accept', by });
const agent = (random: () => number): Owner => agents[between(random, 0, agents.length - 1)]!;

function letGo(by: Owner, random: () => number): Command {
  const dice = random();
  if (dice < 0.4) return { type: 'release', by };
  if (dice < 0.8) return { type: 'transfer', by, to: { agent: agent(random) } };
  return { type: 'transfer', by, to: { queue: dice < 0.9 ? 'Network' : 'Hardware' } };
}

/** Takes it and lets it go again, so many times; a user who leaves does so early, late, or at once. */
const takeAndLetGo =
  (times: number, leaves: boolean): Wishes =>
  (by, n, random) => {
    const wishes = Array.from({ length: times }, () => [accept(by), letGo(by, random)]).flat();
    return leaves && n % 50 < 2 ? wishes.toSpliced(between(random, 0, wishes.length - 1), 1, CANCEL) : wishes;
  };

const CANCEL: Command = { type: 'cancel' };

const KINDS: readonly (readonly [string, Wishes])[] = [
  ['accepts alone', (by) => [accept(by), accept(by)]],
  [
    'accepts and cancels',
    (by, n, random) => (n < 8 && random() < 0.2 ? [CANCEL, accept(by)] : [accept(by), CANCEL]),
  ],
  ['accepts, releases and transfers', takeAndLetGo(2, false)],
  ['accepts, releases, transfers and cancels', takeAndLetGo(5, true)],
];

test.each(KINDS)(
  '%s: one winner each, and everybody else is told who won [row 42] [row 119]',
  async (name, wishes) => {
    const random = seeded(SEED + name.length);
    const house = openCellar(redis, `storm-${randomUUID()}`);
    for (const { id } of agents) await house.store.agents.renewLease(id, 1e9);
    const chats: string[] = [];
    for (let storm = 0; storm < STORMS_OF_A_KIND; storm += 1) {
      const { id } = await house.waiting({ queue: 'Network' });
      chats.push(id);
      const actors: Step[][] = [];
      for (let n = 0; actors.length * (actors[0]?.length ?? 0) < COMMANDS; n += 1) {
        const wished = wishes(agents[n % agents.length]!, n, random);
        actors.push(wished.map((command) => ({ chat: id, command })));
      }
      const told = await writers.write({ desk: house.desk, limits, actors });
      assert.equal(told.length, COMMANDS);
      await checkStorm(house, id, told);
    }
    await checkSound(
      house,
      chats,
      agents.map(({ id }) => id),
      limits,
    );
    for (const id of chats) await checkLog(house, id);
  },
  120_000,
);

/** The commands that were carried out came one after the other, each legal where it stands. */
async function checkStorm(house: Cellar, id: string, told: readonly Told[]): Promise<void> {
  const changes = told.filter(({ changed }) => changed).toSorted((a, b) => a.version! - b.version!);
  const chat = await house.read(id);
  assert.deepEqual(
    changes.map(({ version }) => version),
    Array.from({ length: chat.version - 1 }, (_, n) => n + 2),
    'each version has one author',
  );
  let owner: string | undefined;
  let offeredTo: string | undefined;
  let epoch = 0;
  const held = new Set<string>();
  for (const { command, epoch: after } of changes) {
    if (command.type === 'accept') {
      assert.equal(owner, undefined, 'nobody owned it');
      assert.ok(offeredTo === undefined || offeredTo === command.by.id, 'it was not offered to another');
      owner = command.by.id;
      offeredTo = undefined;
      held.add(command.by.screenName);
    } else if (command.type === 'release' || command.type === 'transfer') {
      assert.equal(owner, command.by.id, 'its owner alone lets it go');
      owner = undefined;
      offeredTo = command.type === 'transfer' && 'agent' in command.to ? command.to.agent.id : undefined;
      if (command.type === 'transfer' && 'agent' in command.to) held.add(command.to.agent.screenName);
    }
    if (command.type !== 'cancel') epoch += 1;
    assert.equal(after, epoch, 'the epoch counts changes of owner');
  }
  assert.equal(chat.owner?.id, owner);
  assert.equal(chat.transferTo?.id, chat.status === 'closed' ? undefined : offeredTo);
  checkLosers(told, held);
}

const ACCEPT_LOST = ['already-assigned', 'offered-to-other', 'chat-closed'];

/** Whoever lost is told a stable code, and the name of somebody who had the chat or was to have it. */
function checkLosers(told: readonly Told[], held: ReadonlySet<string>): void {
  for (const { command, code, owner } of told) {
    if (code === undefined) continue;
    assert.notEqual(code, 'conflict', `${command.type} was told nothing`);
    if (owner !== undefined) assert.ok(held.has(owner), `${owner} never had it`);
    if (command.type !== 'accept') continue;
    assert.ok(ACCEPT_LOST.includes(code), code);
    // Only a chat that its user closed while it waited was won by nobody.
    if (code !== 'chat-closed') assert.ok(owner !== undefined, `${code} names nobody`);
  }
}
