import { patience } from '../../support/pace.ts';
import type { Agent, User } from '../../support/people.ts';
import { seeded } from '../../support/seeded.ts';
import { Desk, signIn } from './agent.ts';
import { Board } from './board.ts';
import { byCursor } from './check/feed.ts';
import { createClient } from './client.ts';
import { followFeed } from './follow-feed.ts';
import type { Record } from './history.ts';
import { comesTrue } from './settle.ts';
import { ticketsToRelate } from './tickets-to-relate.ts';
import { AGENTS, SUPERVISOR, type Topology } from './topology.ts';
import { playUser } from './user.ts';

/** A client goes on asking for as long as an outage and a slow machine may take. */
const PATIENCE_MS = 40_000;
/** No wish of anybody has been acknowledged for so long, although all is well: none will be. */
const SILENT_MS = 30_000;
const FEEDS_WITHIN_MS = 25_000;

/** Users and agents at work. */
export interface People {
  readonly agents: readonly Agent[];
  readonly supervisor: Agent;
  /** Pages on our own Direct Line, by their stories. */
  readonly pages: ReadonlyMap<string, User>;
  /** Users begin no more stories; resolves once all are told, or nothing moves any more. */
  goHome(withinMs: number): Promise<void>;
  /** Closes every feed once it has come to this cursor. */
  closeFeeds(end: string): Promise<void>;
  /** Ids of the chats that anybody saw. */
  chats(): readonly string[];
}

/** @throws Error where the agents cannot begin to work */
export async function startPeople(
  house: Topology,
  { seed, users, record: put }: { readonly seed: number; readonly users: number; readonly record: Record },
): Promise<People> {
  let acknowledgedAt = performance.now();
  const record: Record = (who, body) => {
    if ('result' in body && body.result === 'ok') acknowledgedAt = performance.now();
    put(who, body);
  };
  const clientOf = (n: number) =>
    createClient(house.urls, { record, random: seeded(seed + n), patienceMs: patience(PATIENCE_MS) });
  const clients = Object.keys(AGENTS).map((_name, n) => clientOf(300 + n));
  const agents = await Promise.all(Object.keys(AGENTS).map((name, n) => signIn(name, clients[n]!)));
  const supervisor = await signIn(SUPERVISOR, clientOf(0));
  const known = await ticketsToRelate(house.itsmUrl);
  const found = await clients[0]!.get((url) => agents[0]!.at(url).get('/knowledge?q=vpn'));
  const article = found?.body.articles[0].id as string;

  const followers = agents.map((agent) => followFeed(agent, house.urls, record));
  const board = new Board();
  const pages = new Map<string, User>();
  let usersGo = true;
  let agentsGo = true;
  let failed: unknown;
  const players = [
    ...Array.from({ length: users }, (_, n) =>
      playUser(`u${n}`, n % 2 === 0 ? 'direct-line' : 'channel', {
        client: clientOf(100 + n),
        record,
        channel: house.channel,
        board,
        random: seeded(seed + 200 + n),
        isOver: () => !usersGo,
        pages,
      }),
    ),
    ...agents.map((agent, n) =>
      new Desk(agent, {
        client: clients[n]!,
        record,
        board,
        random: seeded(seed + 400 + n),
        isOver: () => !agentsGo,
        known,
        article,
      }).work(),
    ),
  ];
  let areHome = false;
  // A player who fails is heard of at the end: until then the others go on.
  void Promise.allSettled(players).then((all) => {
    areHome = true;
    failed = all.find((one) => one.status === 'rejected')?.reason;
  });

  return {
    agents,
    supervisor,
    pages,
    async goHome(withinMs) {
      usersGo = false;
      acknowledgedAt = performance.now();
      const areTold = () => board.all().every(({ told }) => told.is());
      const isSilent = () => performance.now() - acknowledgedAt > patience(SILENT_MS);
      await comesTrue(() => areTold() || isSilent(), withinMs);
      agentsGo = false;
      await comesTrue(() => areHome, SILENT_MS);
      if (failed !== undefined) throw failed;
      for (const { plan, told, gaveUp } of board.all())
        if (told.is()) put('rig', { op: 'told', key: plan.key, ...(gaveUp !== undefined && { gaveUp }) });
    },
    async closeFeeds(end) {
      await comesTrue(() => followers.every(({ cursor }) => byCursor(cursor(), end) >= 0), FEEDS_WITHIN_MS);
      for (const follower of followers) await follower.close(end);
    },
    chats: () => [...new Set(board.all().flatMap(({ chat }) => (chat === undefined ? [] : [chat])))],
  };
}
