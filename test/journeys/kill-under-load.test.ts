import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { startCommand } from '../support/command.ts';
import { type Demo, PASSWORD, startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { Agent } from '../support/people.ts';
import { freePort } from '../support/ports.ts';
import { Auditor } from '../support/sandbox.ts';
import { between, pause, seeded } from '../support/seeded.ts';
import { faultsOf, playStory, type Story, type StoryKind } from '../support/story.ts';

// Power cuts under load: the whole process group is killed at random points and started again on the
// same data. KILL_ROUNDS makes it longer, KILL_SEED repeats a run as far as chance can be repeated.

const ROUNDS = Number(process.env.KILL_ROUNDS || 5);
const SEED = Number(process.env.KILL_SEED || Date.now() % 1_000_000);
const ACTORS = 5;

let demo: Demo | undefined;
const dataDir = mkdtempSync(join(tmpdir(), 'db-kill-'));

afterAll(async () => {
  await demo?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test(
  `what was acknowledged is there once and in order after ${ROUNDS} power cuts (KILL_SEED=${SEED})`,
  async () => {
    const random = seeded(SEED);
    const place = { dataDir, port: await freePort(), sandboxPort: await freePort() };
    demo = await startDemo(place);
    const { url, sandboxUrl } = demo;
    const agents = await Promise.all(['alice', 'bob'].map((name) => Agent.signIn(url, name)));
    const auditor = new Auditor(sandboxUrl);

    let over = false;
    const stories: Story[] = [];
    const actors = Array.from({ length: ACTORS }, async (_, n) => {
      const dice = seeded(SEED + 1 + n);
      for (let i = 0; !over; i += 1) {
        const kind: StoryKind = i % 7 === 3 ? 'waiting' : i % 7 === 5 ? 'talking' : 'ended';
        const agent = agents[(n + i) % agents.length] as Agent;
        stories.push(await playStory(url, agent, `[story ${n}-${i}]`, kind, dice));
      }
    });
    // Whoever fails is heard at the end; until then it must not pass for an error that nobody handles.
    const played = Promise.all(actors).catch((error: unknown) => {
      over = true;
      throw error;
    });
    played.catch(() => {});

    const startsMs: number[] = [];
    for (let round = 0; round < ROUNDS && !over; round += 1) {
      await pause(between(random, 200, 2_500));
      await demo.killGroup();
      if (round % 3 === 1) await cutShort(place, between(random, 100, 900));
      const from = Date.now();
      demo = await startDemo(place);
      startsMs.push(Date.now() - from);
    }
    over = true;
    await played;

    const faults = await settled(stories, auditor);
    process.stderr.write(
      `${stories.length} stories through ${ROUNDS} power cuts, started again after ${startsMs.join(', ')} ms\n`,
    );
    expect(faults).toEqual([]);
    expect(stories.length).toBeGreaterThanOrEqual(ACTORS);
    await checkLists(stories, agents);
    // Both sides go on with the tokens they had before the first power cut.
    for (const { user, agent, chat, mark } of stories.filter(({ kind }) => kind === 'talking')) {
      expect((await user.say(`${mark} still here`)).status).toBe(200);
      await agent.reads(chat, `${mark} still here`);
    }
  },
  60_000 + ROUNDS * 30_000,
);

/** A start that is killed before it is ready, too. */
async function cutShort(
  { dataDir, port, sandboxPort }: { dataDir: string; port: number; sandboxPort: number },
  afterMs: number,
): Promise<void> {
  const { process: started, exited } = startCommand('demo', {
    DATA_DIR: dataDir,
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    DEMO_PASSWORD: PASSWORD,
  });
  await pause(afterMs);
  process.kill(-(started.pid ?? 0), 'SIGKILL');
  await exited;
}

/** What is still wrong once the background work has had its time. */
async function settled(stories: readonly Story[], auditor: Auditor): Promise<readonly string[]> {
  let faults: readonly string[] = [];
  const look = async () => {
    faults = [];
    for (const story of stories) faults = [...faults, ...(await faultsOf(story, auditor))];
    return faults.length === 0;
  };
  await eventually(look, 'the background work is done', 120_000).catch(() => {});
  return faults;
}

async function checkLists(stories: readonly Story[], agents: readonly Agent[]): Promise<void> {
  const idsOf = (kind: StoryKind, agent?: Agent) =>
    stories
      .filter((one) => one.kind === kind && (agent === undefined || one.agent === agent))
      .map(({ chat }) => chat)
      .sort();
  for (const agent of agents) {
    const shown = async (view: string) => (await agent.list(view)).chats.map(({ id }) => id).sort();
    expect(await shown('queue')).toEqual(idsOf('waiting'));
    expect(await shown('mine')).toEqual(idsOf('talking', agent));
    expect(await shown('all')).toEqual([...idsOf('waiting'), ...idsOf('talking')].sort());
    expect((await agent.list('queue')).counts).toEqual({
      queue: idsOf('waiting').length,
      invites: 0,
      mine: idsOf('talking', agent).length,
      transferred: 0,
    });
  }
}
