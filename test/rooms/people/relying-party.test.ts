import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Oidc } from '../../../config/identity-schema.ts';
import { createRelyingParty } from '../../../src/people/oidc/relying-party.ts';
import { createOutgoing } from '../../../src/shared/outgoing.ts';
import { CLIENT, type Faults, type Issuer, startIssuer } from '../../support/oidc-issuer.ts';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer?.close());

const journey = { nonce: 'a-nonce', verifier: 'v'.repeat(43) };

/** @param haste what every deadline is divided by */
function partyOf(settings: object = {}, haste = 1) {
  const http = createOutgoing();
  const oidc = Oidc.parse({
    issuer: issuer.url,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    groups: {},
    ...settings,
  })!;
  return createRelyingParty(oidc, {
    http: (request) => http({ ...request, deadlineMs: (request.deadlineMs ?? Number.NaN) / haste }),
    clock: { now: () => Date.now() },
    redirectUri: 'https://desk.example/back',
  });
}

async function claims(party: ReturnType<typeof partyOf>) {
  const back = await issuer.comesBack(await party.address('a-state', journey));
  return party.claimsFor(back.searchParams.get('code') ?? '', journey);
}

test.each<Faults['hangs']>(['/.well-known/openid-configuration', '/token', '/keys'])(
  'an issuer that hangs at %s is waited for only so long',
  async (hangs) => {
    issuer.state.faults = hangs === undefined ? {} : { hangs };
    // Slow as this machine may be, what does answer is not taken for hanging.
    await expect(claims(partyOf({}, 10))).rejects.toMatchObject({
      name: 'IssuerError',
      message: expect.stringContaining('no answer within'),
    });
  },
);

test('what could not be had is asked for again, not remembered', async () => {
  const party = partyOf();
  issuer.state.faults = { metadata: { issuer: 'https://elsewhere.example' } };
  await expect(claims(party)).rejects.toThrow('another issuer');
  issuer.state.faults = {};
  expect(await claims(party)).toMatchObject({ sub: 'u-1', iss: issuer.url });
});

test.each([
  [undefined, true],
  [['client_secret_post'], false],
  [['client_secret_basic', 'private_key_jwt'], true],
])('a client secret goes the way that the issuer knows: %j', async (ways, basic) => {
  issuer.state.faults = { metadata: { token_endpoint_auth_methods_supported: ways } };
  // This issuer takes the header alone.
  const asked = claims(partyOf());
  if (basic) expect(await asked).toMatchObject({ sub: 'u-1' });
  else await expect(asked).rejects.toThrow('answered 401 (invalid_client)');
});

test('a client that the issuer does not know is nothing a person could mend', async () => {
  issuer.state.faults = {};
  await expect(claims(partyOf({ clientSecret: 'another' }))).rejects.toMatchObject({ name: 'IssuerError' });
  await expect(claims(partyOf({ clientSecret: undefined }))).rejects.toMatchObject({ name: 'IssuerError' });
});

test('a code is bound to the verifier of the one who asked for it', async () => {
  const party = partyOf();
  const back = await issuer.comesBack(await party.address('a-state', journey));
  const code = back.searchParams.get('code') ?? '';
  const asked = party.claimsFor(code, { ...journey, verifier: 'w'.repeat(43) });
  await expect(asked).rejects.toMatchObject({ name: 'CodeRefused' });
});
