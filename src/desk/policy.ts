import type { AgentAccount } from '../../config/schema.ts';
import { GENERAL } from '../chat/chat.ts';

/** What decides whether an agent may see a chat: its company and its queue. */
export interface Place {
  readonly queue: string;
  readonly company: string;
}

/**
 * The one rule of who may see a chat, for HTTP and sockets alike: members of its queue, within
 * their companies. Whoever may not see it is told that it does not exist.
 */
export function maySee(account: AgentAccount, { queue, company }: Place): boolean {
  const inQueue = account.queues === 'all' || queue === GENERAL || account.queues.includes(queue);
  const inCompany = account.companies === 'all' || account.companies.includes(company);
  return inQueue && inCompany;
}

/** Who looks after the work of others, and decides what becomes of it. */
export const isSupervisor = ({ roles }: AgentAccount): boolean =>
  roles.includes('supervisor') || roles.includes('admin');

export const mayRequestControl = ({ rights }: AgentAccount): boolean =>
  rights?.includes('request-control') ?? false;
