import type { AgentAccount, Settings, SettingsSource } from '../../config/schema.ts';
import type { Command } from '../handoff/commands.ts';
import { availableOf, capacityOf, screenNameOf } from '../people/choices.ts';
import { mayTake } from '../people/policy.ts';
import type { Candidate, Executed, Place, Store } from '../store/store.ts';

type Accounts = ReadonlyMap<string, AgentAccount>;

export interface AssigningPorts {
  readonly store: Pick<Store, 'lists' | 'agents'>;
  readonly settings: SettingsSource;
  readonly accounts: () => Accounts | Promise<Accounts>;
  readonly execute: (chat: string, command: Command) => Promise<Executed>;
  /** 0 to 1; decides between agents who are equal in all else. */
  readonly random: () => number;
}

/** An agent with room, as this run sees him. */
interface Free {
  readonly account: AgentAccount;
  readonly screenName: string;
  readonly capacity: number;
  load: number;
  assignedAt: number;
}

/** The chats that are next in one place, and whether there are more behind them. */
interface Line {
  readonly place: Place;
  heads: { readonly id: string; readonly turn: number }[];
  hasMore: boolean;
}

const AHEAD = 20;

/**
 * Gives waiting chats to agents who are free, in strict order of their turn, until nobody is left on
 * one side. One run at a time works for a desk; who can take a chat is proven as it is given, so an
 * agent who has changed his mind meanwhile is passed over.
 * @returns how many chats found an agent
 */
export async function assignChats(ports: AssigningPorts): Promise<number> {
  const { autoAccept, distribution } = ports.settings.current().desk;
  if (!autoAccept) return 0;
  const [free, lines] = await Promise.all([freeAgents(ports), waitingLines(ports)]);
  let assigned = 0;
  for (;;) {
    const line = nextLine(lines, free);
    const head = line?.heads[0];
    if (line === undefined || head === undefined) return assigned;
    const able = [...free].filter((one) => fits(one, line.place));
    const agent = leastBurdened(able, distribution, ports.random);
    const { account, screenName, capacity } = agent;
    const to = { id: account.id, screenName };
    const executed = await ports.execute(head.id, { type: 'assign', to, capacity });
    if (executed.kind === 'refused' && CHANGED.has(executed.refusal.code)) {
      free.delete(agent);
      continue;
    }
    // Whatever else refused it: the chat waits no longer, or a later run gives it away.
    await step(line, ports);
    if (executed.kind !== 'done') continue;
    assigned += 1;
    agent.load += 1;
    // Nobody was given one later.
    agent.assignedAt = 1 + Math.max(...[...free].map((one) => one.assignedAt));
    if (agent.load >= capacity) free.delete(agent);
  }
}

/** The agent is not who he was when this run began. */
const CHANGED: ReadonlySet<string> = new Set(['agent-not-free', 'agent-not-online']);

async function freeAgents({ store, settings, accounts }: AssigningPorts): Promise<Set<Free>> {
  const { capacity, desk } = settings.current();
  const known = await accounts();
  const all = (await store.agents.candidates()).flatMap((candidate) => {
    const account = known.get(candidate.id);
    if (account === undefined || !availableOf(account, candidate, desk)) return [];
    return [freeOf(account, candidate, capacityOf(candidate, capacity))];
  });
  return new Set(all.filter(({ load, capacity: most }) => load < most));
}

const freeOf = (account: AgentAccount, candidate: Candidate, capacity: number): Free => ({
  account,
  screenName: screenNameOf(account, candidate),
  capacity,
  load: candidate.load,
  assignedAt: candidate.assignedAt,
});

async function waitingLines({ store }: AssigningPorts): Promise<readonly Line[]> {
  const places = await store.lists.places();
  return Promise.all(
    places.map(async (place) => {
      const heads = await store.lists.heads(place, AHEAD);
      return { place, heads: [...heads], hasMore: heads.length === AHEAD };
    }),
  );
}

/** The line whose head has the earliest turn of all that somebody free may take. */
function nextLine(lines: readonly Line[], free: ReadonlySet<Free>): Line | undefined {
  const agents = [...free];
  let next: Line | undefined;
  for (const line of lines) {
    const turn = line.heads[0]?.turn;
    if (turn === undefined || turn >= (next?.heads[0]?.turn ?? Number.POSITIVE_INFINITY)) continue;
    if (agents.some((agent) => fits(agent, line.place))) next = line;
  }
  return next;
}

const fits = ({ account }: Free, place: Place): boolean => mayTake(account, place);

/** Fewest chats, then longest without a new one unless chance alone is to decide, then chance. */
function leastBurdened(
  agents: readonly Free[],
  distribution: Settings['desk']['distribution'],
  random: () => number,
): Free {
  const burden = (one: Free, other: Free) =>
    one.load - other.load || (distribution === 'even' ? one.assignedAt - other.assignedAt : 0);
  const [least] = agents.toSorted(burden);
  const equal = agents.filter((one) => least !== undefined && burden(one, least) === 0);
  const chosen = equal[Math.floor(random() * equal.length)] ?? least;
  if (chosen === undefined) throw new Error('nobody to choose from');
  return chosen;
}

/**
 * The head is gone; the line is read on where its known part has come to an end. Whoever joins a line
 * that was read to its end has an errand of his own.
 */
async function step(line: Line, { store }: AssigningPorts): Promise<void> {
  const done = line.heads.shift();
  if (line.heads.length > 0 || done === undefined || !line.hasMore) return;
  const more = await store.lists.heads(line.place, AHEAD);
  line.heads = more.filter(({ turn, id }) => turn > done.turn || (turn === done.turn && id > done.id));
  line.hasMore = more.length === AHEAD;
}
