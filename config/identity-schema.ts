import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { isPrivate } from '../src/shared/http/loopback.ts';

const name = z.string().min(1).max(200);
const names = z.array(name);

/** What an account may: several roles at once. An alert admin alone sees no chats. */
export const Role = z.enum(['agent', 'supervisor', 'admin', 'alert-admin']);
export const Rights = z
  .array(z.enum(['request-control']))
  .describe('What not everybody may: request-control opens the link for remote control.');
export const Queues = z
  .union([z.literal('all'), names])
  .describe('Support queues of this agent; GENERAL is everybody’s.');
export const Companies = z.union([z.literal('all'), names]);

/** Keys and codes cross it. */
const address = z
  .string()
  .max(2_000)
  .refine(isPrivate, 'must be an address with https://; http:// is for this machine alone');
/** As browsers name it in their requests. */
const origin = address.refine(
  (text) => URL.canParse(text) && new URL(text).origin === text,
  'must be an origin as https://portal.example.com, without a path and a slash at its end',
);
const issuer = address.describe('The issuer as it names itself in its tokens, to the letter.');
const claim = (standard: string, what: string) => name.default(standard).describe(what);

const Group = z.strictObject({
  roles: z.array(Role).default([]),
  queues: Queues.optional(),
  companies: Companies.optional(),
  rights: Rights.optional(),
});

/** Agents sign in at an identity provider, beside the accounts of these settings. */
export const Oidc = z
  .strictObject({
    title: name.default('single sign-on').describe('The button of the sign-in page says “Sign in with …”.'),
    issuer,
    clientId: name,
    clientSecret: z
      .string()
      .min(1)
      .optional()
      .describe('A reference (env:, file:); a public client has none.'),
    scopes: names
      .refine((scopes) => scopes.includes('openid'), 'must hold openid')
      .default(['openid', 'profile', 'email']),
    claims: z
      .strictObject({
        id: claim('sub', 'The agent’s id; it has to stay the same person’s for ever.'),
        name: claim('name', 'The agent’s name.'),
        email: claim('email', 'Their address; one that the issuer calls unverified is left out.'),
        groups: claim('groups', 'Their groups. A name that lies deeper is written with dots.'),
        queues: name.optional().describe('Support queues, beside those of their groups.'),
        companies: name.optional().describe('Companies, beside those of their groups.'),
        screenName: name
          .optional()
          .describe('What users call them; they choose it themselves when left out.'),
      })
      .prefault({})
      .describe('Which claim of the ID token says what.'),
    groups: z
      .record(name, Group)
      .describe(
        'What the members of a group may; who is in several may all of it. Queues and companies that neither a group nor a claim names are all.',
      ),
  })
  .optional();
export type Oidc = NonNullable<z.infer<typeof Oidc>>;

/** The portal in which users are signed in vouches for them, by a token that it signs. */
export const Portal = z
  .strictObject({
    issuer,
    audience: name.describe('What the token has to name as its audience.'),
    jwksUri: address
      .optional()
      .describe('Where the keys are; asked of the issuer when this and publicKey are left out.'),
    publicKey: z
      .string()
      .refine(isPublicKey, 'must be a public key in PEM: RSA of 2048 bits or more, EC or Ed25519')
      .optional()
      .describe('The key itself in place of an address: PEM, by a reference (env:, file:).'),
    maxAgeSeconds: z
      .number()
      .int()
      .positive()
      .max(86_400)
      .default(300)
      .describe('A token is for no longer than this, and no older.'),
    origins: z
      .array(origin)
      .max(20)
      .default([])
      .describe(
        'Where the pages of the portal are, as their browsers name it: these may begin chats and go on with them.',
      ),
    required: z
      .boolean()
      .default(false)
      .describe('Users need a token on loopback too, as behind a proxy on the same machine.'),
    claims: z
      .strictObject({
        name: claim('name', 'The user’s name.'),
        email: claim('email', 'Their address; one that the portal calls unverified is left out.'),
        company: claim('company', 'Their organisation.'),
        region: claim('region', 'Their region, for topics.'),
        vip: claim('vip', '`true` for important users; priorities may go by it.'),
        locale: claim('locale', 'Their language.'),
      })
      .prefault({})
      .describe('Which claim of the token says what; the user’s id is always `sub`.'),
  })
  .refine(
    ({ jwksUri, publicKey }) => jwksUri === undefined || publicKey === undefined,
    'name jwksUri or publicKey, not both',
  )
  .optional();
export type Portal = NonNullable<z.infer<typeof Portal>>;

function isPublicKey(pem: string): boolean {
  if (pem.includes('PRIVATE')) return false;
  try {
    const { asymmetricKeyType: type = '', asymmetricKeyDetails: details } = createPublicKey(pem);
    if (type.startsWith('rsa')) return (details?.modulusLength ?? 0) >= 2048;
    return ['ec', 'ed25519'].includes(type);
  } catch {
    return false;
  }
}
