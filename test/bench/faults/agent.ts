import type { ChatView } from '../../../src/api/views.ts';
import { Agent, type Reply } from '../../support/people.ts';
import { between, pause } from '../../support/seeded.ts';
import { type Board, type Live, nextStep } from './board.ts';
import type { Client } from './client.ts';
import type { Deed, Record } from './history.ts';
import type { Step } from './plan.ts';
import { AGENTS, QUEUES } from './topology.ts';

export interface AgentTools {
  readonly client: Client;
  readonly record: Record;
  readonly board: Board;
  readonly random: () => number;
  /** All stories are told. */
  readonly isOver: () => boolean;
  /** Numbers of tickets that are there to be related. */
  readonly known: readonly string[];
  /** An article of the ITSM. */
  readonly article: string;
}

const LOOK_MS = 250;
const LONGEST_PAUSE_MS = 500;
/** Chats at once; more wait. */
const MOST = 6;

/** An agent at their desk: looks what waits, takes it, and does what its story wants, until all is over. */
export class Desk {
  readonly #agent: Agent;
  readonly #tools: AgentTools;
  readonly #at = new Set<Promise<void>>();
  #keys = 0;

  constructor(agent: Agent, tools: AgentTools) {
    this.#agent = agent;
    this.#tools = tools;
  }

  async work(): Promise<void> {
    const { isOver, random } = this.#tools;
    while (!isOver()) {
      const chats = await this.#open();
      if (chats !== undefined) {
        for (const chat of shuffled(chats, random)) await this.#consider(chat);
        await this.#lookFor(chats);
      }
      await pause(between(random, LOOK_MS / 2, LOOK_MS));
    }
    await Promise.all(this.#at);
  }

  async #open(): Promise<readonly ChatView[] | undefined> {
    const reply = await this.#tools.client.get((url) => this.#agent.at(url).get('/chats?view=all&limit=200'));
    return reply?.status === 200 ? reply.body.chats : undefined;
  }

  async #consider(chat: ChatView): Promise<void> {
    const { board } = this.#tools;
    const live = board.of(chat.user.id);
    this.#saw(chat);
    if (live === undefined) return;
    live.chat = chat.id;
    const { goal } = live.plan;
    if (goal === 'waiting' || goal === 'left') return;
    const mine = chat.status === 'assigned' && chat.agent?.id === this.#agent.id;
    const takeable = chat.status === 'queued' || chat.transferTo?.id === this.#agent.id;
    if (mine && live.busy === undefined && !live.told.is()) this.#begin(live, chat.id);
    else if (takeable && this.#at.size < MOST && (await this.#accept(live, chat.id)))
      this.#begin(live, chat.id);
  }

  /** A chat that is open no more, and that nobody is at, has come to its end by itself or by its user. */
  async #lookFor(open: readonly ChatView[]): Promise<void> {
    const ids = new Set(open.map(({ id }) => id));
    for (const live of this.#tools.board.all()) {
      if (live.told.is() || live.busy !== undefined || live.chat === undefined || ids.has(live.chat))
        continue;
      if (live.said.is() && (await this.#isClosed(live.chat))) live.told.give();
    }
  }

  async #isClosed(id: string): Promise<boolean> {
    const reply = await this.#tools.client.get((url) =>
      this.#agent.at(url).get(`/chats/${id}?after=0&limit=1`),
    );
    if (reply?.status === 200) this.#saw(reply.body.chat);
    return reply?.status === 200 && reply.body.chat.status === 'closed';
  }

  #saw({ id, version, status, agent }: ChatView): void {
    this.#tools.record(this.#agent.id, {
      op: 'saw',
      key: id,
      version,
      chatStatus: status,
      ...(agent !== undefined && { owner: agent.id }),
    });
  }

  async #accept(live: Live, chat: string): Promise<boolean> {
    const reply = await this.#ask(live, chat, 'accept', `/chats/${chat}/accept`, {});
    return reply?.status === 200 && reply.body.chat.agent?.id === this.#agent.id;
  }

  #begin(live: Live, chat: string): void {
    live.busy = this.#agent.id;
    live.accepted.give();
    const work = this.#goOn(live, chat).finally(() => {
      if (live.busy === this.#agent.id) delete live.busy;
      this.#at.delete(work);
    });
    this.#at.add(work);
  }

  /** Step by step, until the chat is somebody else's, or over. */
  async #goOn(live: Live, chat: string): Promise<void> {
    const { random } = this.#tools;
    for (let step = nextStep(live); step !== undefined; step = nextStep(live)) {
      if (live.plan.patient && live.done === live.plan.steps.length - 1) await live.said.promise;
      const reply = await this.#do(live, chat, step);
      if (reply === undefined || reply.status >= 500) {
        live.gaveUp ??= `${this.#agent.id} could not ${step.op}: ${reply?.status ?? 'no answer'}`;
        live.done += 1;
      } else if (reply.status < 300) {
        live.done += 1;
        if (step.op === 'transfer' || step.op === 'release') return;
      } else if (await this.#isLost(chat)) return;
      // It is theirs still, and this may not be done with it now: its user has left, or the ITSM has said no.
      else live.done += 1;
      await pause(between(random, 20, LONGEST_PAUSE_MS));
    }
    await live.said.promise;
    if (live.plan.goal !== 'closed' || (await this.#isClosed(chat))) live.told.give();
  }

  async #isLost(chat: string): Promise<boolean> {
    const reply = await this.#tools.client.get((url) =>
      this.#agent.at(url).get(`/chats/${chat}?after=0&limit=1`),
    );
    return (
      reply?.status !== 200 ||
      reply.body.chat.agent?.id !== this.#agent.id ||
      reply.body.chat.status !== 'assigned'
    );
  }

  #do(live: Live, chat: string, step: Step): Promise<Reply | undefined> {
    const { known, article, random } = this.#tools;
    const at = (what: string) => `/chats/${chat}/${what}`;
    switch (step.op) {
      case 'message':
      case 'note':
        return this.#ask(live, chat, step.op, at(`${step.op}s`), { text: step.text }, { text: step.text });
      case 'ticket':
        return this.#ask(live, chat, 'ticket', at('tickets'), { type: step.type });
      case 'relate':
        return this.#ask(live, chat, 'relate', at('relate'), { displayId: one(known, random) });
      case 'knowledge':
        return this.#ask(live, chat, 'knowledge', at('knowledge'), {
          articleId: article,
          action: step.action,
        });
      case 'transfer': {
        const others = Object.keys(AGENTS).filter((id) => id !== this.#agent.id);
        const to = step.to === 'agent' ? { agentId: one(others, random) } : { queue: one(QUEUES, random) };
        return this.#ask(live, chat, 'transfer', at('transfer'), to);
      }
      case 'release':
      case 'abandon':
        return this.#ask(live, chat, step.op, at(step.op), {});
      case 'end': {
        const { resolve } = step;
        const body = {
          resolveTicket: resolve,
          ...(resolve && { resolution: `Resolved [${live.plan.key}]` }),
        };
        return this.#ask(live, chat, 'end', at('end'), body, { resolve });
      }
      default:
        return step satisfies never;
    }
  }

  #ask(
    live: Live,
    chat: string,
    op: Deed,
    path: string,
    body: object,
    more: { readonly text?: string; readonly resolve?: boolean } = {},
  ): Promise<Reply | undefined> {
    this.#keys += 1;
    const key = `${this.#agent.id}-${this.#keys}`;
    const wish = { op, key, story: live.plan.key, chat, ...more } as const;
    const send = (url: string) => this.#agent.at(url).do(path, body, key);
    return this.#tools.client.ask(this.#agent.id, wish, send, ({ body: answer }) => ({
      ...(typeof answer?.entry?.seq === 'number' && { seq: answer.entry.seq }),
      ...(typeof answer?.ticket?.n === 'number' && { n: answer.ticket.n }),
    }));
  }
}

const one = <T>(all: readonly T[], random: () => number): T => all[between(random, 0, all.length - 1)] as T;

function shuffled<T>(all: readonly T[], random: () => number): readonly T[] {
  return all
    .map((one) => [random(), one] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, one]) => one);
}

/** Signs in at whichever server answers. @throws Error where none does */
export async function signIn(name: string, client: Client): Promise<Agent> {
  let agent: Agent | undefined;
  await client.get(async (url) => {
    agent = await Agent.signIn(url, name);
    return { status: 200, body: undefined };
  });
  if (agent === undefined) throw new Error(`${name} cannot sign in at any server`);
  return agent;
}
