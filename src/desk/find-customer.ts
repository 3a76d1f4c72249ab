import type { Chat } from '../chat/chat.ts';
import type { Asset, Customer, FoundTicket } from '../connector/lookup.ts';
import { answered, isUnanswered, orNone } from './itsm-answers.ts';
import type { Itsm } from './ports.ts';

/** Who a chat's user is in the ITSM; `why` is a sentence where nobody is matched. */
export interface FoundCustomer {
  readonly matched: boolean;
  readonly why?: string;
  readonly customer?: Customer;
  readonly tickets: readonly FoundTicket[];
  readonly assets: readonly Asset[];
  /** What could not be had, as a sentence. */
  readonly missing?: string;
}

/**
 * Nobody is matched by a name that anyone may type: only a proven user's mail finds a person.
 * @throws Problem where the ITSM cannot be asked
 */
export async function findCustomer(itsm: Itsm, chat: Chat): Promise<FoundCustomer> {
  const { verified, email } = chat.user;
  if (!verified) return nobody('The user’s identity is not verified.');
  if (email === undefined) return nobody('The user has no e-mail address to look up.');
  const connector = itsm.connector(chat);
  const people = answered(await itsm.lookUp(connector, 'customer', { email }));
  const [customer] = people;
  if (customer === undefined) return nobody(`Nobody in the ITSM has the address ${email}.`);
  if (people.length > 1) return nobody(`Several people in the ITSM have the address ${email}.`);
  const { login: customerLogin } = customer;
  const [tickets, assets] = await Promise.all([
    itsm.lookUp(connector, 'ticket', { customerLogin }),
    itsm.lookUp(connector, 'asset', { customerLogin }),
  ]);
  const lacking = [
    ...(isUnanswered(tickets) ? ['the open tickets'] : []),
    ...(isUnanswered(assets) ? ['the assets'] : []),
  ];
  return {
    matched: true,
    customer,
    tickets: orNone(tickets),
    assets: orNone(assets),
    ...(lacking.length > 0 && {
      missing: `The ITSM did not tell ${lacking.join(' and ')} in time. Look again in a moment.`,
    }),
  };
}

const nobody = (why: string): FoundCustomer => ({ matched: false, why, tickets: [], assets: [] });
