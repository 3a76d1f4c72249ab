import type { AgentAccount } from '../../config/schema.ts';
import type { Answer } from '../shared/http/route.ts';
import type { Availability } from './availability.ts';
import { type Callers, holderOf } from './caller.ts';
import type { DeskPorts } from './ports.ts';
import type { SignInAudit } from './sign-in-audit.ts';

/** What follows once it is proven who somebody is, however that was. */
export const createBeginSession =
  (ports: DeskPorts, callers: Callers, availability: Availability, told: SignInAudit) =>
  async (account: AgentAccount, address: string): Promise<Answer> => {
    await told.signedIn(account, address);
    const token = await ports.store.sessions.open(holderOf(account));
    await availability.started(account);
    await callers.stayOnline(account.id);
    const { id, name, roles } = account;
    return { status: 200, body: { token, agent: { id, name, roles } } };
  };
