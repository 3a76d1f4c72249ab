import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DeskHouse, openDeskHouse } from '../../support/desk-house.ts';
import { eventually } from '../../support/eventually.ts';
import type { Agent } from '../../support/people.ts';

let house: DeskHouse;
let alice: Agent;
let article: { id: string; title: string; url: string };
let other: typeof article;
let outage: { id: string; title: string };
beforeAll(async () => {
  house = await openDeskHouse();
  alice = await house.signIn('alice');
  [article] = (await alice.get('/knowledge?q=vpn')).body.articles;
  [other] = (await alice.get('/knowledge?q=printer')).body.articles;
  [outage] = (await alice.get('/outages')).body.outages;
});
afterAll(() => house?.close());

const opened = async (id: string, n: number, type = 'incident'): Promise<string> => {
  await alice.do(`/chats/${id}/tickets`, { type });
  return (await alice.ticket(id, n, 'created')).displayId ?? '';
};
const link = (id: string, of: { id: string }, action: 'share' | 'pin', key: string = randomUUID()) =>
  alice.do(`/chats/${id}/knowledge`, { articleId: of.id, action }, key);

/** Work info of the ticket that names an address or a title. */
const naming = async (number: string, words: string) => {
  const info = number.startsWith('WO')
    ? await house.auditor.workOrderInfo(number)
    : await house.auditor.workInfo(number);
  return info.filter((one) => one['Detailed Description']?.includes(words));
};
const written = (number: string, words: string) =>
  eventually(async () => (await naming(number, words))[0], `${number} names ${words}`);
/** Records that are tied to the ticket. */
const tied = (number: string) =>
  house.auditor.rows(
    number.startsWith('WO') ? 'WOI:Associations' : 'HPD:Associations',
    `'Request ID02' = "${number}"`,
  );
const isTied = (number: string, record: { id: string }) =>
  eventually(
    async () => (await tied(number)).some((row) => row['Request ID01'] === record.id),
    `${record.id} is tied to ${number}`,
  );

describe('knowledge', () => {
  test('shared before and after the ticket exists: the user sees it, the ticket names it once [row 71]', async () => {
    const { id, user } = await house.accepted(alice);
    const shared = await link(id, article, 'share');
    expect(shared).toMatchObject({
      status: 201,
      body: {
        entry: {
          seq: expect.any(Number),
          at: expect.any(String),
          type: 'message',
          visibility: 'public',
          author: { kind: 'agent', name: 'Alice Smith' },
          text: `${article.title}\n${article.url}`,
          article: { title: article.title, url: article.url },
          about: { kind: 'knowledge', id: article.id },
        },
      },
    });
    await eventually(
      async () => JSON.stringify(await user.all()).includes(article.url),
      'the user is shown the article',
    );
    const number = await opened(id, 1);
    await written(number, article.url);
    await link(id, other, 'share');
    await written(number, other.url);
    expect(await naming(number, article.url)).toHaveLength(1);
    expect(await tied(number)).toEqual([]);
  });

  test('pinned before and after the ticket exists: it is tied to the ticket, the user sees nothing [row 72]', async () => {
    const { id, user } = await house.accepted(alice);
    const pinned = await link(id, article, 'pin');
    expect(pinned).toMatchObject({
      status: 201,
      body: { entry: { type: 'event', code: 'link-pinned', visibility: 'internal' } },
    });
    const number = await opened(id, 1);
    await isTied(number, article);
    await written(number, article.url);
    await link(id, other, 'pin');
    await isTied(number, other);
    const workOrder = await opened(id, 2, 'work-order');
    await isTied(workOrder, article);
    await isTied(workOrder, other);
    expect(await tied(number)).toHaveLength(2);
    expect(JSON.stringify(await user.all())).not.toContain(article.title);
  });

  test('a repeat gets the whole line again, though the ITSM is away by now', async () => {
    const { id } = await house.accepted(alice);
    const key = randomUUID();
    const first = await link(id, article, 'share', key);
    house.itsm.faults = [{ kind: 'unavailable', path: 'RKM:' }];
    const second = await link(id, article, 'share', key);
    house.itsm.faults = [];
    const { delivery: _first, ...one } = first.body.entry;
    const { delivery: _second, ...two } = second.body.entry;
    expect(two).toEqual(one);
    const said = (await alice.read(id)).entries.filter(({ text }) => text.includes(article.url));
    expect(said).toHaveLength(1);
    expect((await link(id, other, 'share', key)).body.code).toBe('idempotency-key-reused');
  });

  test('pinned twice leaves one line, and both get it', async () => {
    const { id } = await house.accepted(alice);
    const key = randomUUID();
    const first = await link(id, article, 'pin');
    for (const again of [await link(id, article, 'pin', key), await link(id, article, 'pin', key)])
      expect(again).toEqual(first);
    expect((await alice.read(id)).entries.filter(({ code }) => code === 'link-pinned')).toHaveLength(1);
  });

  test('is the owner’s to share, and has to be there', async () => {
    const { id } = await house.accepted(alice);
    const bob = await house.signIn('bob');
    const share = { articleId: article.id, action: 'share' };
    expect((await bob.do(`/chats/${id}/knowledge`, share)).body).toMatchObject({
      status: 403,
      code: 'not-owner',
    });
    expect((await link(id, { id: 'KBA99999999' }, 'share')).body).toMatchObject({
      status: 422,
      code: 'no-such-article',
    });
    expect((await alice.do(`/chats/${id}/knowledge`, { articleId: article.id })).body.code).toBe('malformed');
    expect((await link('chat-0', article, 'share')).status).toBe(404);
    await alice.do(`/chats/${id}/end`, {});
    expect((await link(id, article, 'share')).body).toMatchObject({ status: 409, code: 'chat-closed' });
  });
});

describe('an outage [row 69]', () => {
  const act = (id: string, action: 'tell' | 'relate', key: string = randomUUID()) =>
    alice.do(`/chats/${id}/outages`, { outageId: outage.id, action }, key);

  test('is named to the user, once for one wish', async () => {
    const { id, user } = await house.accepted(alice);
    const key = randomUUID();
    const first = await act(id, 'tell', key);
    expect(first).toMatchObject({
      status: 201,
      body: { entry: { type: 'message', visibility: 'public', text: expect.stringContaining(outage.title) } },
    });
    expect((await act(id, 'tell', key)).body.entry.seq).toBe(first.body.entry.seq);
    await user.hears(new RegExp(outage.title));
    expect((await user.heard()).filter(({ text }) => text?.includes(outage.title))).toHaveLength(1);
  });

  test('is related to the tickets that are there and to those that come, once each', async () => {
    const { id, user } = await house.accepted(alice);
    const incident = await opened(id, 1);
    const first = await act(id, 'relate');
    expect(first).toMatchObject({ status: 201, body: { entry: { visibility: 'internal' } } });
    expect(await act(id, 'relate')).toEqual(first);
    await isTied(incident, outage);
    const workOrder = await opened(id, 2, 'work-order');
    await isTied(workOrder, outage);
    await written(workOrder, outage.title);
    expect(await tied(incident)).toHaveLength(1);
    expect(JSON.stringify(await user.all())).not.toContain(outage.title);
  });

  test('has to be there', async () => {
    const { id } = await house.accepted(alice);
    const reply = await alice.do(`/chats/${id}/outages`, { outageId: 'none', action: 'relate' });
    expect(reply.body).toMatchObject({ status: 422, code: 'no-such-outage' });
    expect((await alice.do(`/chats/${id}/outages`, { outageId: outage.id })).body.code).toBe('malformed');
  });
});

describe('a ticket that exists already [row 79]', () => {
  test('is related: it learns where the chat is, gets what is shared, and keeps its status', async () => {
    const first = await house.accepted(alice);
    const number = await opened(first.id, 1);
    await alice.do(`/chats/${first.id}/end`, {});
    const { id } = await house.accepted(alice);
    await link(id, article, 'share');
    const key = randomUUID();
    const related = await alice.do(`/chats/${id}/relate`, { displayId: number.toLowerCase() }, key);
    expect(related).toMatchObject({
      status: 202,
      body: { ticket: { n: 1, displayId: number, created: false, state: 'created', kind: 'incident' } },
    });
    expect(await alice.do(`/chats/${id}/relate`, { displayId: number.toLowerCase() }, key)).toEqual(related);
    expect((await alice.do(`/chats/${id}/relate`, { displayId: number })).body).toMatchObject({
      status: 409,
      code: 'ticket-exists',
    });
    await written(number, article.url);
    await eventually(
      async () => (await naming(number, '/console?ticket=helix')).length === 2,
      'the ticket says where both chats are',
    );
    await alice.do(`/chats/${id}/end`, { resolveTicket: true });
    const [row] = (await house.auditor.incidents()).filter((one) => one['Incident Number'] === number);
    expect(row?.Status).toBe('Assigned');
  });

  test('has to be there, and is the owner’s to relate', async () => {
    const { id } = await house.accepted(alice);
    expect((await alice.do(`/chats/${id}/relate`, { displayId: 'INC000000999999' })).body).toMatchObject({
      status: 422,
      code: 'no-such-ticket',
    });
    const bob = await house.signIn('bob');
    expect((await bob.do(`/chats/${id}/relate`, { displayId: 'INC1' })).body.code).toBe('not-owner');
    expect((await alice.do(`/chats/${id}/relate`, {})).body.code).toBe('malformed');
  });
});

describe('the chats of a ticket [row 78]', () => {
  const chatsOf = async (agent: Agent, number: string, connector = 'helix') =>
    (await agent.get(`/chats?ticket=${connector}/${number}`)).body.chats.map(({ id }: { id: string }) => id);

  test('are found by its number, open and closed, newest first, by those who may see them', async () => {
    const first = await house.accepted(alice);
    const number = await opened(first.id, 1);
    expect(await chatsOf(alice, number)).toEqual([first.id]);
    await alice.do(`/chats/${first.id}/end`, {});
    const second = await house.accepted(alice);
    await alice.do(`/chats/${second.id}/relate`, { displayId: number });
    expect(await chatsOf(alice, number)).toEqual([second.id, first.id]);
    expect(await chatsOf(await house.signIn('carl'), number)).toEqual([]);
    expect(await chatsOf(alice, number, 'elsewhere')).toEqual([]);
    expect(await chatsOf(alice, 'INC0/%22')).toEqual([]);
    expect((await alice.get('/chats?ticket=helix')).body.code).toBe('malformed');
    const [info] = await naming(number, '/console?ticket=');
    expect(info?.['Detailed Description']).toContain(`http://desk.example/console?ticket=helix%2F${number}`);
  });

  test('are forgotten with the chat', async () => {
    const { id } = await house.accepted(alice);
    await opened(id, 1);
    await alice.do(`/chats/${id}/end`, { resolveTicket: true });
    await alice.ticket(id, 1, 'Resolved');
    const keys = await house.redis.keys('{main}:closed-with:*');
    for (const key of keys) expect(await house.redis.ttl(key)).toBeGreaterThan(0);
    expect(keys.length).toBeGreaterThan(0);
    for (const key of await house.redis.keys('{main}:open-with:*'))
      expect(await house.redis.zscore(key, id)).toBeNull();
  });
});
