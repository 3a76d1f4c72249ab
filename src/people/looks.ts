import type { AgentAccount } from '../../config/schema.ts';
import { type Chat, isOpen } from '../chat/chat.ts';
import { stopwatch } from '../shared/clock.ts';
import { type AuditRow, actorOf } from '../store/store.ts';
import type { PeoplePorts } from './ports.ts';

/** A window that shows something asks for it again and again: one row an hour says so. */
const AGAIN_AFTER_MS = 3_600_000;
const MOST_KEPT = 5_000;

/** Tells the audit of privileged looks. */
export function createLooks({ audit, clock }: Pick<PeoplePorts, 'audit' | 'clock'>) {
  const elapsed = stopwatch(clock);
  const told = new Map<string, number>();

  async function tell(fact: AuditRow): Promise<void> {
    const look = JSON.stringify(fact);
    if (elapsed() - (told.get(look) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER_MS) return;
    await audit(fact);
    if (told.size >= MOST_KEPT) told.delete(told.keys().next().value ?? '');
    told.set(look, elapsed());
  }

  return {
    /** An agent reads a chat: closed ones that were not theirs are told of. */
    async atChat({ id: agent }: AgentAccount, chat: Chat): Promise<void> {
      if (isOpen(chat) || chat.owner?.id === agent) return;
      await tell({ actor: actorOf(agent), what: 'looked-at-closed-chat', chat: chat.id });
    },
    /** A supervisor reads an open chat silently. */
    silently: ({ id }: AgentAccount, chat: Chat): Promise<void> =>
      tell({ actor: actorOf(id), what: 'monitored-chat', chat: chat.id }),
    /** An agent sees what chats a user had before. */
    atPast: ({ id }: AgentAccount, chat: Chat): Promise<void> =>
      tell({ actor: actorOf(id), what: 'looked-at-past-chats', chat: chat.id }),
    /** A supervisor searches closed chats; another search is another look. */
    atClosed: ({ id }: AgentAccount, by: readonly string[], ticket: string | undefined): Promise<void> =>
      audit({
        actor: actorOf(id),
        what: 'searched-closed-chats',
        by,
        ...(ticket !== undefined && { ticket }),
      }),
    /** A supervisor reads the list of tickets that need a hand. */
    atHandList: ({ id }: AgentAccount): Promise<void> =>
      tell({ actor: actorOf(id), what: 'looked-at-tickets-needing-hand' }),
  };
}

export type Looks = ReturnType<typeof createLooks>;
