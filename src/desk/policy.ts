import type { AgentAccount } from '../../config/schema.ts';
import { GENERAL } from '../chat/chat.ts';
import type { Place } from '../store/store.ts';

/**
 * The one rule of who may see a chat, for HTTP and sockets alike: members of its queue, within
 * their companies. Whoever may not see it is told that it does not exist.
 */
export function maySee(account: AgentAccount, { queue, company }: Place): boolean {
  const inQueue = account.queues === 'all' || queue === GENERAL || account.queues.includes(queue);
  const inCompany = account.companies === 'all' || account.companies.includes(company);
  return inQueue && inCompany;
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
