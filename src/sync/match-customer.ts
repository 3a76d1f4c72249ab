import type { ChatUser } from '../chat/chat.ts';
import type { Customer } from '../connector/lookup.ts';
import { done, type Outcome, succeeded } from '../connector/outcome.ts';
import type { ConnectorInstance } from './ports.ts';

/** Who a chat's user is in the ITSM, or why nobody: the end of a sentence, without the user's own words. */
export type CustomerMatch = { readonly customer: Customer } | { readonly why: string };

/**
 * Nobody is matched by a name that anyone may type: only a proven user's mail finds a person, and
 * only if it is one person's. `busy` and `unknown` say that the ITSM cannot be asked now.
 */
export async function matchCustomer(
  { definition, connector }: Pick<ConnectorInstance, 'definition' | 'connector'>,
  { verified, email }: ChatUser,
): Promise<Outcome<CustomerMatch>> {
  if (!verified) return done({ why: 'the identity is not verified' });
  if (!email) return done({ why: 'no e-mail address is known' });
  if (!definition.capabilities.lookups.includes('customer'))
    return done({ why: 'this ITSM has nobody to look up' });
  const found = await connector.lookup('customer', { email });
  if (found.kind === 'busy' || found.kind === 'unknown') return found;
  if (!succeeded(found)) return done({ why: 'the ITSM does not look up this e-mail address' });
  const [customer, second] = found.value;
  if (customer === undefined) return done({ why: 'nobody there has this e-mail address' });
  return done(second === undefined ? { customer } : { why: 'several people there have this e-mail address' });
}
