import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { Agent, User } from '../support/people.ts';

// The clock of a server and a worker is set forth and back by hours while they run, as when somebody corrects
// it. Redis's clock stays right. Nothing of what they promise hangs on it.

const HOUR = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'db-turned-'));
const file = join(folder, 'ahead');
const turn = (hours: number) => writeFileSync(file, String(hours * HOUR));

let house: Installation;
let alice: Agent;
let dana: User;
beforeAll(async () => {
  turn(0);
  const preload = new URL('../support/turned-clock.mjs', import.meta.url).href;
  house = await startInstallation({ NODE_OPTIONS: `--import ${preload}`, TURNED_CLOCK: file });
  alice = await Agent.signIn(house.url, 'alice');
  dana = await User.arrive(house.url);
}, 90_000);
afterAll(async () => {
  await house?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

it.each([[-2], [0], [2], [-26], [0], [26], [0]])(
  '[faults 6] with the clock %d hours ahead users are let in, chats go both ways and tickets are made',
  async (hours) => {
    turn(hours);
    // Who was there before is still known; who comes now gets in.
    expect((await dana.say('Is anybody there?')).status).toBe(200);
    const user = await User.arrive(house.url);
    await user.escalate();
    const { id } = await alice.finds(user);
    expect((await alice.do(`/chats/${id}/accept`)).status).toBe(200);
    await user.hearsStatus('accepted');
    expect((await user.say('Hello from the user')).status).toBe(200);
    await alice.reads(id, 'Hello from the user');
    expect((await alice.do(`/chats/${id}/messages`, { text: 'Hello from the agent' })).status).toBe(201);
    await user.hears('Hello from the agent');
    expect((await alice.do(`/chats/${id}/tickets`, { type: 'incident' })).status).toBe(202);
    await eventually(
      async () => (await alice.read(id)).chat.tickets.find(({ state }) => state === 'created'),
      'the ticket is made',
      30_000,
    );
    expect((await alice.do(`/chats/${id}/end`, { resolveTicket: true })).status).toBe(200);
    await user.hears(/has ended the chat/);
  },
  120_000,
);
