import type { AgentAccount } from '../../config/schema.ts';
import type { Who } from '../api/operations/operation.ts';
import { GENERAL } from '../chat/chat.ts';
import type { Place } from '../store/store.ts';

/**
 * The one rule of who may see a chat, for HTTP and sockets alike: agents, supervisors and admins who are
 * members of its queue, within their companies. Whoever may not see it is told that it does not exist.
 */
export function maySee(account: AgentAccount, { queue, company }: Place): boolean {
  if (!isFor('staff', account)) return false;
  const inQueue = account.queues === 'all' || queue === GENERAL || account.queues.includes(queue);
  const inCompany = account.companies === 'all' || account.companies.includes(company);
  return inQueue && inCompany;
}

/** Whether an account is one of those whom an operation is for. */
export function isFor(who: Exclude<Who, 'anyone'>, account: AgentAccount): boolean {
  const { roles } = account;
  switch (who) {
    case 'user':
      return false;
    case 'signed-in':
      return true;
    case 'staff':
      return roles.includes('agent') || isSupervisor(account);
    case 'agent':
      return roles.includes('agent');
    case 'supervisor':
      return isSupervisor(account);
    case 'admin':
      return roles.includes('admin');
  }
}

/** How agents and chats find each other. */
export interface Matching {
  /** Only members of a chat's support queue take it. */
  readonly supportQueues: boolean;
  /** Only agents of the user's company take it. */
  readonly companyFilter: boolean;
}

/** The account as the desk's rules make it: where queues or companies do not matter, it is of all of them. */
export const underRules = (
  account: AgentAccount,
  { supportQueues, companyFilter }: Matching,
): AgentAccount => ({
  ...account,
  ...(!supportQueues && { queues: 'all' }),
  ...(!companyFilter && { companies: 'all' }),
});

/** Whether a chat of this place may be given to an agent, by hand or by itself: never one that he would not see. */
export const mayTake = (account: AgentAccount, place: Place): boolean =>
  account.roles.includes('agent') && maySee(account, place);

/** Who looks after the work of others, and decides what becomes of it. */
export const isSupervisor = ({ roles }: AgentAccount): boolean =>
  roles.includes('supervisor') || roles.includes('admin');

export const mayRequestControl = ({ rights }: AgentAccount): boolean =>
  rights?.includes('request-control') ?? false;
