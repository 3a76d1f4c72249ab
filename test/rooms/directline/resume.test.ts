import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Portal } from '../../../config/identity-schema.ts';
import { createOutgoing } from '../../../src/shared/outgoing.ts';
import { type DeskHouse, openDeskHouse } from '../../support/desk-house.ts';
import { type Issuer, startIssuer } from '../../support/oidc-issuer.ts';
import { type Agent, User } from '../../support/people.ts';
import { BASE, closeSideDoors, openSideDoor, type SideDoor } from './side-door.ts';

const HOUR = 3600_000;
let ahead = 0;
let door: SideDoor;
let issuer: Issuer;
beforeAll(async () => {
  door = await openSideDoor({ clock: { now: () => Date.now() + ahead } });
  issuer = await startIssuer();
});
afterAll(async () => {
  await closeSideDoors();
  await issuer.close();
});

interface Session {
  readonly token: string;
  readonly conversationId: string;
  readonly userId: string;
  readonly resume: string;
}
const begin = async (at = door): Promise<Session> =>
  (await at.call('POST', '/chat/session', { body: { userName: 'Ana' } })).body;
const show = (resume: unknown, at = door, more: object = {}) =>
  at.call('POST', '/chat/session', { body: { resume }, ...more });
const again = async (resume: string, at = door): Promise<Session> => {
  const { status, body } = await show(resume, at);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
};
const refuses = async (resume: unknown, code: string, at = door) =>
  expect(await show(resume, at)).toMatchObject({
    status: 403,
    body: {
      code: `resume-${code}`,
      detail: expect.stringMatching(/cannot go on here: .* Start a new one\.$/),
    },
  });
const textsOf = async ({ token, conversationId }: Session, at = door): Promise<string[]> => {
  const { body } = await at.call('GET', `${BASE}/conversations/${conversationId}/activities`, { token });
  return body.activities.map((one: { text?: string }) => one.text);
};
const say = ({ token, conversationId }: Session, text: string, clientActivityID: string) =>
  door.call('POST', `${BASE}/conversations/${conversationId}/activities`, {
    token,
    body: { type: 'message', text, from: { id: 'x' }, channelData: { clientActivityID } },
  });

describe('a user comes back', () => {
  it('[chat F7] a token that ran out while the laptop slept is got anew for the same user and conversation', async () => {
    const first = await begin();
    await say(first, 'before the sleep', 'one');
    ahead += HOUR;
    expect(await say(first, 'after it', 'two')).toMatchObject({
      status: 403,
      body: { code: 'token-expired' },
    });
    const next = await again(first.resume);
    expect(next).toMatchObject({ conversationId: first.conversationId, userId: first.userId });
    expect((await say(next, 'after it', 'two')).status).toBe(200);
    // The answer was lost, so the page sends it again.
    expect((await say(next, 'after it', 'two')).status).toBe(200);
    await door.directLine.post(first.conversationId, { type: 'message', text: 'meanwhile' });
    expect(await textsOf(next)).toEqual(['before the sleep', 'after it', 'meanwhile']);
  });

  it('[chat F7 sibling] hours later, and many times, also at a server that has just been started', async () => {
    let session = await begin();
    const { conversationId } = session;
    for (let n = 0; n < 4; n++) {
      ahead += 23 * HOUR;
      const other = await openSideDoor({ desk: door.desk, clock: { now: () => Date.now() + ahead } });
      const next = await again(session.resume, other);
      expect(next.conversationId).toBe(conversationId);
      expect(next.resume).not.toBe(session.resume);
      expect(
        (await other.call('POST', `${BASE}/conversations`, { token: next.token, body: {} })).status,
      ).toBe(n === 0 ? 201 : 200);
      session = next;
      await other.close();
    }
  });

  it('[chat F7 sibling] whoever is here can come back for a day from then on, and nobody after it', async () => {
    const session = await begin();
    const [key = ''] = await door.redis.keys(`{${door.desk}}:dl:*:resume`).then(async (keys) => {
      const holders = await Promise.all(keys.map((one) => door.redis.hget(one, 'holder')));
      return keys.filter((_, n) => holders[n]?.includes(session.conversationId));
    });
    const day = 24 * HOUR;
    for (const [method, path] of [
      ['POST', '/tokens/refresh'],
      ['POST', '/conversations'],
      ['GET', `/conversations/${session.conversationId}`],
    ] as const) {
      await door.redis.pexpire(key, HOUR);
      await door.call(method, BASE + path, {
        token: session.token,
        ...(method === 'POST' && { body: {} }),
      });
      expect(await door.redis.pttl(key)).toBeGreaterThan(day - HOUR);
    }
    await door.redis.pexpire(key, HOUR);
    const { resume } = await again(session.resume);
    expect(await door.redis.pttl(key)).toBeGreaterThan(day - HOUR);
    expect(await door.redis.pttl(key)).toBeLessThanOrEqual(day);
    await door.redis.del(key);
    await refuses(resume, 'unknown');
  });

  it('[pages D33] two tabs at once, and a lost answer, go on with the same secret', async () => {
    const { resume, conversationId } = await begin();
    const [one, two] = await Promise.all([again(resume), again(resume)]);
    const three = await again(resume);
    expect(new Set([one, two, three].map((session) => session.resume)).size).toBe(1);
    expect(three.conversationId).toBe(conversationId);
    await again(one.resume);
  });

  it('[pages D33 sibling] a secret whose successor was used is a sign of theft: nobody goes on by that line', async () => {
    const first = await begin();
    const second = await again(first.resume);
    const third = await again(second.resume);
    await refuses(first.resume, 'replayed');
    await refuses(third.resume, 'unknown');
    await refuses(second.resume, 'unknown');
    expect(await door.call('POST', `${BASE}/tokens/refresh`, { token: third.token })).toMatchObject({
      status: 403,
      body: { code: 'token-expired' },
    });
  });

  it('[pages D33 sibling] whoever leaves is not come back as, and ends nobody else’s', async () => {
    const [session, other] = [await begin(), await begin()];
    const leave = (resume: unknown) => door.call('POST', '/chat/session/leave', { body: { resume } });
    const [line] = other.resume.split('.');
    const [, secret] = session.resume.split('.');
    for (const none of ['', 'x', `${line}.${secret}`, `${line}.`])
      expect((await leave(none)).status).toBe(204);
    expect((await leave(session.resume)).status).toBe(204);
    await refuses(session.resume, 'unknown');
    expect((await leave(session.resume)).status).toBe(204);
    expect((await leave(7)).body.code).toBe('malformed-request');
    // The tab that is open goes on as long as its token is renewed.
    expect((await door.call('POST', `${BASE}/tokens/refresh`, { token: session.token })).status).toBe(200);
    await again(other.resume);
  });
});

describe('a secret of a browser', () => {
  it('[chat F7 sibling] that is none of this server’s is refused, whatever it is', async () => {
    const elsewhere = await openSideDoor();
    const foreign = await begin(elsewhere);
    await elsewhere.close();
    const { token, resume } = await begin();
    const [line = '', secret = ''] = resume.split('.');
    for (const garbage of [
      '',
      'x',
      '.',
      '__proto__',
      '*',
      'a'.repeat(66),
      'é\u0000'.repeat(30),
      token.slice(0, 900),
      foreign.resume,
      `${secret}.${line}`,
      `${resume}x`,
      ` ${resume}`,
    ])
      await refuses(garbage, 'unknown');
    for (const malformed of [7, {}, [], null, 'x'.repeat(1001)])
      expect(await show(malformed)).toMatchObject({ status: 400, body: { code: 'malformed-request' } });
    await again(resume);
  });

  it('is kept as a hash alone, and stands in no key [S28]', async () => {
    const { resume } = await again((await begin()).resume);
    const [line = '', secret = ''] = resume.split('.');
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    for (const key of await door.redis.keys(`{${door.desk}}*`)) {
      expect(key).not.toContain(line);
      if ((await door.redis.type(key)) !== 'hash') continue;
      expect(JSON.stringify(await door.redis.hgetall(key))).not.toContain(secret);
    }
  });

  it('of a conversation that is forgotten is refused', async () => {
    const { resume } = await begin();
    const own = await openSideDoor();
    const session = await begin(own);
    for (const key of await own.redis.keys(`{${own.desk}}:dl:*:about`)) await own.redis.del(key);
    await refuses(session.resume, 'unknown', own);
    await again(resume);
    await own.close();
  });
});

describe('a user of the portal', () => {
  const AUDIENCE = 'urn:help-desk';
  const seconds = () => Math.floor(Date.now() / 1000);
  const signed = (sub: string) =>
    issuer.sign({ sub, aud: AUDIENCE, iat: seconds(), exp: seconds() + 200, name: 'Dana' });
  const http = createOutgoing();
  const portalDoor = (loopback: boolean) =>
    openSideDoor({
      loopback,
      portal: { settings: () => Portal.parse({ issuer: issuer.url, audience: AUDIENCE }), http },
    });

  it.each([true, false])(
    '[chat F7 sibling] comes back only while the portal says so (loopback %s)',
    async (loopback) => {
      const at = await portalDoor(loopback);
      const begun = await at.call('POST', '/chat/session', { token: await signed('u-1'), body: {} });
      const { resume, conversationId } = begun.body;
      expect(await show(resume, at)).toMatchObject({ status: 401, body: { code: 'sign-in-required' } });
      const other = await show(resume, at, { token: await signed('u-2') });
      expect(other).toMatchObject({ status: 403, body: { code: 'resume-other-user' } });
      const back = await show(resume, at, { token: await signed('u-1') });
      expect(back).toMatchObject({ status: 200, body: { conversationId, userId: 'u-1' } });
      await at.close();
    },
  );

  it('[chat F7 sibling] does not become one by coming back', async () => {
    const at = await portalDoor(true);
    const { resume } = await begin(at);
    const other = await show(resume, at, { token: await signed('u-1') });
    expect(other).toMatchObject({ status: 403, body: { code: 'resume-other-user' } });
    expect((await again(resume, at)).userId).toMatch(/^dl_/);
    await at.close();
  });
});

describe('a live chat', () => {
  let house: DeskHouse;
  let alice: Agent;
  beforeAll(async () => {
    house = await openDeskHouse();
    alice = await house.signIn('alice');
  });
  afterAll(() => house?.close());

  const ask = async (path: string, body: object, token?: string) => {
    const response = await fetch(house.url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    // biome-ignore lint/suspicious/noExplicitAny: what a server says is what the tests look into
    return { status: response.status, body: (await response.json()) as any };
  };
  async function arrives() {
    const { body } = await ask('/chat/session', { userName: 'Ana' });
    await ask(`${BASE}/conversations`, {}, body.token);
    return { user: User.ofPage(house.url, body), resume: body.resume as string };
  }
  const comesBack = (resume: string) => ask('/chat/session', { resume });
  const ended = { status: 403, body: { code: 'resume-ended' } };

  it('[chat F7] is gone on with while the bot has it, while it waits and while an agent has it, and nothing is lost or doubled', async () => {
    const { user, resume } = await arrives();
    const withBot = await comesBack(resume);
    expect(withBot.status).toBe(200);
    await user.escalate();
    const waiting = await comesBack(withBot.body.resume);
    expect(waiting.status).toBe(200);
    const { id } = await alice.finds(user);
    await alice.do(`/chats/${id}/accept`);
    await alice.do(`/chats/${id}/messages`, { text: 'Are you there?' });
    const { status, body } = await comesBack(waiting.body.resume);
    expect(status).toBe(200);
    const back = User.ofPage(house.url, body);
    await back.hears('Are you there?');
    await back.say('I am back');
    await alice.reads(id, 'I am back');
    const said = (await back.all()).map(({ text }) => text);
    expect(said.filter((text) => text === 'Are you there?')).toHaveLength(1);
    // Who has come back finds his chat as before.
    const chats = await fetch(`${house.url}/chat/sessions`, {
      headers: { authorization: `Bearer ${back.token}` },
    });
    expect(await chats.json()).toMatchObject({ sessions: [{ id, here: true, status: 'assigned' }] });
  });

  it('[pages D33] is not gone on with once its agent has ended it; the open page rates and reopens, and then it is', async () => {
    const { user, resume } = await arrives();
    await user.escalate();
    const { id } = await alice.finds(user);
    await alice.do(`/chats/${id}/accept`);
    await alice.do(`/chats/${id}/end`, {});
    await user.hearsStatus('completed');
    expect(await comesBack(resume)).toMatchObject(ended);
    expect((await ask(`/chat/sessions/${id}/rating`, { score: 5 }, user.token)).status).toBe(200);
    expect((await ask(`/chat/sessions/${id}/reopen`, {}, user.token)).status).toBe(200);
    expect((await comesBack(resume)).status).toBe(200);
  });

  it('[pages D33 sibling] nor once its user has cancelled it, waiting or with an agent', async () => {
    for (const accepted of [false, true]) {
      const { user, resume } = await arrives();
      await user.escalate();
      const { id } = await alice.finds(user);
      if (accepted) await alice.do(`/chats/${id}/accept`);
      await user.post({ type: 'endOfConversation', code: 'userCancelled' });
      expect(await comesBack(resume)).toMatchObject(ended);
      // The next chat of the same conversation is another one.
      if (accepted) continue;
      await user.escalate();
      await alice.finds(user);
      expect((await comesBack(resume)).status).toBe(200);
    }
  });
});
