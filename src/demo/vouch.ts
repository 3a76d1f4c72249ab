import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { isLocal } from '../shared/http/loopback.ts';
import type { Route } from '../shared/http/route.ts';

/** A user whom the sandbox ITSM knows as a customer. */
const CUSTOMER = { sub: 'mary', name: 'Mary Mann', email: 'mary@example.com', vip: true };

/** Issuer and audience of its tokens: nobody else has the key that signs them. */
const NAME = 'http://127.0.0.1/demo';
/** A token is for the next request. */
const SECONDS = 60;

/**
 * The demo stands in for a portal in which one customer has signed in, so that a proven user can be tried. On
 * this machine alone: whoever reaches it may be that customer.
 * @returns undefined where the server can be reached from elsewhere
 */
export function vouchForCustomer(host: string, trustedProxies: number) {
  if (!isLocal(host, trustedProxies)) return undefined;
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const identity = () =>
    new SignJWT({ name: CUSTOMER.name, email: CUSTOMER.email, email_verified: true, vip: CUSTOMER.vip })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(CUSTOMER.sub)
      .setIssuer(NAME)
      .setAudience(NAME)
      .setIssuedAt()
      .setExpirationTime(`${SECONDS}s`)
      .setJti(randomUUID())
      .sign(privateKey);
  const route: Route = {
    method: 'POST',
    path: '/demo/identity',
    handle: async () => ({ status: 200, body: { name: CUSTOMER.name, identity: await identity() } }),
  };
  return {
    name: CUSTOMER.name,
    /** Settings of a portal that takes its tokens. */
    portal: {
      issuer: NAME,
      audience: NAME,
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      maxAgeSeconds: SECONDS,
    },
    routes: [route],
  };
}
