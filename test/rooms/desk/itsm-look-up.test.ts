import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DeskHouse, openDeskHouse } from '../../support/desk-house.ts';
import type { Agent } from '../../support/people.ts';

const CONTROL_URL =
  'https://bcm.example.com/remote?device={{ asset.name }}&user={{ user.name }}&m={{ user.email }}';

let house: DeskHouse;
let alice: Agent;
beforeAll(async () => {
  house = await openDeskHouse({
    settings: () => ({ requestControl: { title: 'Remote Console', url: CONTROL_URL } }),
  });
  alice = await house.signIn('alice');
});
afterAll(() => house?.close());

describe('what an agent looks up', () => {
  test('templates of a type, by words [row 76]', async () => {
    const { status, body } = await alice.get('/templates?type=incident&q=vpn');
    expect(status).toBe(200);
    expect(body.templates).toEqual([
      { id: expect.any(String), type: 'incident', title: 'VPN trouble', description: 'VPN does not connect' },
    ]);
    expect((await alice.get('/templates?type=work-order')).body.templates).toHaveLength(2);
    expect((await alice.get('/templates?type=case')).body).toMatchObject({
      status: 422,
      code: 'not-supported-here',
    });
    expect((await alice.get('/templates')).body.code).toBe('malformed');
  });

  test('published articles with their text, by words [row 70]', async () => {
    const { body } = await alice.get('/knowledge?q=company%20vpn');
    expect(body.articles).toEqual([
      {
        id: expect.any(String),
        displayId: expect.stringMatching(/^KBA/),
        title: 'Connect to the company VPN',
        url: expect.stringContaining('/articles/KBA'),
        text: expect.stringContaining('choose the gateway nearest to you'),
      },
    ]);
    expect((await alice.get('/knowledge?q=%22%25%27nothing')).body).toEqual({ articles: [] });
    expect((await alice.get('/knowledge?q=')).body.code).toBe('malformed');
  });

  test('outages that hold now [row 69]', async () => {
    const { body } = await alice.get('/outages');
    expect(body.outages).toMatchObject([
      { id: expect.any(String), title: 'VPN gateway Europe drops connections', since: expect.any(Number) },
    ]);
  });

  test.each(['/templates?type=incident', '/knowledge?q=vpn', '/outages'])(
    '%s without a token is a 401, and for the chat of others a 404',
    async (path) => {
      const bare = await fetch(`${house.url}/api/v1${path}`);
      expect(bare.status).toBe(401);
      const joint = path.includes('?') ? '&' : '?';
      expect((await alice.get(`${path}${joint}chat=chat-0`)).status).toBe(404);
      const user = await house.arrives();
      const { id } = await alice.finds(user);
      expect((await alice.get(`${path}${joint}chat=${id}`)).status).toBe(200);
      const carl = await house.signIn('carl');
      expect((await carl.get(`${path}${joint}chat=${id}`)).status).toBe(404);
    },
  );

  test('an ITSM that does not answer is a 503 that says when to try again', async () => {
    house.itsm.faults = [{ kind: 'unavailable', path: 'RKM:KnowledgeArticleManager' }];
    const down = await alice.get('/knowledge?q=vpn');
    house.itsm.faults = [];
    expect(down.body).toMatchObject({ status: 503, code: 'itsm-unavailable' });
    expect((await alice.get('/knowledge?q=vpn')).status).toBe(200);
  });
});

describe('the customer [row 68]', () => {
  test('is matched by the mail of a proven user, with contact, open tickets and assets', async () => {
    const { id } = await house.accepted(alice, { email: 'allen@example.com' });
    const { body } = await alice.get(`/chats/${id}/customer`);
    expect(body).toEqual({
      matched: true,
      customer: expect.objectContaining({
        login: 'allen',
        firstName: 'Allen',
        lastName: 'Allbrook',
        email: 'allen@example.com',
        phone: expect.any(String),
        company: 'Calbro Services',
        site: expect.any(String),
        vip: expect.any(Boolean),
      }),
      tickets: [],
      assets: [
        { id: 'OI-5CG0031ALA', name: 'CAL-DT-0031', kind: 'Desktop' },
        { id: 'OI-5CG1147ALA', name: 'CAL-LT-0147', kind: 'Laptop' },
      ],
    });
  });

  test('[S7] is nobody for a user who only says who he is, and for a mail that the ITSM does not know', async () => {
    const user = await house.arrives();
    const { id } = await alice.finds(user);
    expect((await alice.get(`/chats/${id}/customer`)).body).toEqual({
      matched: false,
      why: 'The user’s identity is not verified.',
      tickets: [],
      assets: [],
    });
    const stranger = await house.accepted(alice, { email: 'nobody@example.com' });
    expect((await alice.get(`/chats/${stranger.id}/customer`)).body).toMatchObject({
      matched: false,
      why: 'Nobody in the ITSM has the address nobody@example.com.',
    });
  });
});

describe('remote control [row 73]', () => {
  const entries = async (id: string) =>
    (await alice.read(id)).entries.filter(({ code }) => code === 'control-requested');

  test('opens the configured link with the data of user and device, and is noted in the chat', async () => {
    const { id, user } = await house.accepted(alice, { email: 'allen@example.com' });
    const reply = await alice.do(`/chats/${id}/request-control`, { asset: 'OI-5CG1147ALA' });
    expect(reply).toMatchObject({
      status: 201,
      body: {
        entry: {
          type: 'event',
          code: 'control-requested',
          visibility: 'internal',
          text: 'Alice Smith opened Remote Console for CAL-LT-0147.',
        },
        url: 'https://bcm.example.com/remote?device=CAL-LT-0147&user=Allen%20Allbrook&m=allen%40example.com',
      },
    });
    expect(await entries(id)).toEqual([reply.body.entry]);
    expect(JSON.stringify(await user.all())).not.toContain('Remote Console');
  });

  test('a repeat gets the same line and link, and leaves no other', async () => {
    const { id } = await house.accepted(alice);
    const [first, second] = [
      await alice.do(`/chats/${id}/request-control`, {}, 'once'),
      await alice.do(`/chats/${id}/request-control`, {}, 'once'),
    ];
    expect(first.status).toBe(201);
    expect(second).toEqual(first);
    expect(await entries(id)).toHaveLength(1);
  });

  test('is for accounts with the right alone, and hidden from the others', async () => {
    expect((await alice.get('/me')).body).toMatchObject({
      may: { requestControl: true },
      requestControl: { title: 'Remote Console' },
    });
    const bob = await house.signIn('bob');
    expect((await bob.get('/me')).body.may).toEqual({ requestControl: false });
    const { id } = await house.accepted(bob);
    expect((await bob.do(`/chats/${id}/request-control`)).body).toMatchObject({
      status: 403,
      code: 'not-allowed',
    });
    expect((await alice.do(`/chats/${id}/request-control`)).body).toMatchObject({
      status: 403,
      code: 'not-owner',
    });
    expect((await alice.do('/chats/chat-0/request-control')).status).toBe(404);
  });

  test('a device has to be one of the proven user’s', async () => {
    const { id } = await house.accepted(alice);
    const ask = () => alice.do(`/chats/${id}/request-control`, { asset: 'OI-5CG1147ALA' });
    expect((await ask()).body).toMatchObject({ status: 422, code: 'no-such-asset' });
    const proven = await house.accepted(alice, { email: 'allen@example.com' });
    const others = await alice.do(`/chats/${proven.id}/request-control`, { asset: 'OI-5CG1212MAM' });
    expect(others.body).toMatchObject({ status: 422, code: 'no-such-asset' });
    expect(await entries(proven.id)).toEqual([]);
  });
});
