import type { AgentAccount } from '../../config/schema.ts';
import type { Who } from '../api/operations/operation.ts';
import { agentsIn, type Chat, GENERAL } from '../chat/chat.ts';
import { nameNow, placeNow, type Renamed, type Standing } from '../chat/standing.ts';
import type { Place } from '../store/store.ts';

/** An account under the desk's rules; it knows what there is, so that what is not there any more counts as something that is. */
export interface Member extends AgentAccount {
  readonly standing?: Standing;
}

/**
 * Whether chats of a place are shown to an account: to agents, supervisors and admins who are members of its
 * queue, within their companies. A queue that is not set up is GENERAL; chats of a company that no agent is for are
 * those of the company of users who name none, and supervisors see them whatever companies are theirs.
 */
export function maySee(account: Member, place: Place): boolean {
  if (!isFor('staff', account)) return false;
  const { queue, company, unserved } = standingOf(account, place);
  const inQueue = account.queues === 'all' || queue === GENERAL || account.queues.includes(queue);
  const inCompany =
    account.companies === 'all' ||
    account.companies.includes(company) ||
    (unserved === true && isSupervisor(account));
  return inQueue && inCompany;
}

/** Whether chats of every place are shown to an account, whatever there is. */
export const seesAll = (account: Member): boolean =>
  isFor('staff', account) && account.queues === 'all' && account.companies === 'all';

const standingOf = ({ standing }: Member, place: Place): ReturnType<typeof placeNow> =>
  standing === undefined ? place : placeNow(standing, place);

/**
 * The one rule of who may see a chat, for HTTP and sockets alike: who sees chats of its place, and who is in it.
 * An agent who was moved to other queues reads and finishes what is theirs, and may take what they were offered.
 * Whoever may not see it is told that it does not exist.
 */
export const maySeeChat = (account: Member, chat: Chat): boolean =>
  maySee(account, chat) || (isFor('staff', account) && agentsIn(chat).includes(account.id));

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
  standing?: Standing,
): Member => ({
  ...account,
  queues: supportQueues ? named(account.queues, standing?.renamed.queues) : 'all',
  companies: companyFilter ? named(account.companies, standing?.renamed.companies) : 'all',
  ...(standing !== undefined && { standing }),
});

/** An identity provider may go on for a while with names that the settings have changed. */
const named = (names: AgentAccount['queues'], renamed: Renamed = {}): AgentAccount['queues'] =>
  names === 'all' ? names : names.map((name) => nameNow(name, renamed));

/** Whether a chat of this place may be given to an agent, by hand or by itself: never one that they would not see. */
export const mayTake = (account: Member, place: Place): boolean =>
  account.roles.includes('agent') && maySee(account, place);

/** Who looks after the work of others, and decides what becomes of it. */
export const isSupervisor = ({ roles }: AgentAccount): boolean =>
  roles.includes('supervisor') || roles.includes('admin');

export const mayRequestControl = ({ rights }: AgentAccount): boolean =>
  rights?.includes('request-control') ?? false;
