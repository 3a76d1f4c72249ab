import type { AgentAccount } from '../../config/schema.ts';
import type { Chat, Owner } from '../chat/chat.ts';
import { stopwatch } from '../shared/clock.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Incoming } from '../shared/http/route.ts';
import type { Holder } from '../store/store.ts';
import { screenNameOf } from './choices.ts';
import { maySeeChat } from './policy.ts';
import type { PeoplePorts } from './ports.ts';

/** An agent is online this long after any call with their token, milliseconds. */
const CALL_LEASE_MS = 60_000;
/** Renewing more often than this tells nobody anything. */
const RENEW_AFTER_MS = 10_000;

/** A session that was asked for is taken to live this long, milliseconds: a sign-out on another server counts a second later. */
const KNOWN_MS = 1_000;
const MOST_KNOWN = 5_000;

export interface Caller {
  readonly account: AgentAccount;
  readonly token: string;
}

/** Who calls, from their token alone. */
export function createCallers(ports: PeoplePorts) {
  const elapsed = stopwatch(ports.clock);
  const renewed = new Map<string, number>();
  const known = new Map<string, { readonly holder: Holder; readonly until: number }>();

  async function holderFor(token: string): Promise<Holder | undefined> {
    const kept = known.get(token);
    const now = elapsed();
    if (kept !== undefined && kept.until > now) return kept.holder;
    known.delete(token);
    // Asked in this order on one line: who has this session is known by the accounts that come first.
    const [, holder] = await Promise.all([ports.freshAccounts(), ports.store.sessions.holderOf(token)]);
    if (holder === undefined) return undefined;
    if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value ?? '');
    known.set(token, { holder, until: now + KNOWN_MS });
    return holder;
  }

  async function stayOnline(agentId: string): Promise<void> {
    const now = elapsed();
    if (now - (renewed.get(agentId) ?? Number.NEGATIVE_INFINITY) < RENEW_AFTER_MS) return;
    renewed.set(agentId, now);
    ports.wake(await ports.store.agents.renewLease(agentId, CALL_LEASE_MS));
  }

  return {
    stayOnline,

    async signOut({ account: { id: agentId }, token }: Caller): Promise<void> {
      await ports.store.sessions.close(token);
      known.delete(token);
      renewed.delete(agentId);
      await ports.store.agents.endLease(agentId);
    },

    /** @throws Problem 401 */
    async of(request: Incoming): Promise<Caller> {
      const token = /^Bearer ([\w.-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1];
      const holder = token === undefined ? undefined : await holderFor(token);
      const account = holder && accountOf(ports.accounts(), holder);
      if (token === undefined || account === undefined)
        throw new Problem(401, 'not-signed-in', 'Sign in first: POST /api/v1/session gives a token.');
      await stayOnline(account.id);
      return { account, token };
    },

    /** The agent as the author of what they do; a screen name of their own goes before their name. */
    async owner({ account }: Caller): Promise<Owner> {
      return {
        id: account.id,
        screenName: screenNameOf(account, await ports.store.agents.state(account.id)),
      };
    },
  };
}

export type Callers = ReturnType<typeof createCallers>;

export const holderOf = ({ id, subject }: AgentAccount): Holder => ({
  agentId: id,
  ...(subject !== undefined && { subject }),
});

/** The account of whoever has a session, as it is now; an account that has got the same id since is another one. */
export function accountOf(
  accounts: ReadonlyMap<string, AgentAccount>,
  { agentId, subject }: Holder,
): AgentAccount | undefined {
  const account = accounts.get(agentId);
  return account?.subject === subject ? account : undefined;
}

/** @throws Problem 404 where there is no such chat, or none for this agent */
export async function chatFor({ store }: PeoplePorts, caller: Caller, id: string): Promise<Chat> {
  const { chat } = await store.chats.read(id);
  if (chat === undefined || !maySeeChat(caller.account, chat)) throw noSuchChat();
  return chat;
}

const noSuchChat = () => new Problem(404, 'not-found', 'There is no such chat, or it is not in your queues.');
