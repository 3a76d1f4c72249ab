import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fault } from '../../../connectors/bmc-helix/simulator/faults.ts';
import { type DeskHouse, helix, openDeskHouse } from '../../support/desk-house.ts';
import type { Agent } from '../../support/people.ts';

/** Whoever waits for the connector's own deadline waits in vain: agents' requests here end sooner. */
const DEADLINE_MS = 120_000;

let house: DeskHouse;
let alice: Agent;
let article: { id: string };
beforeAll(async () => {
  house = await openDeskHouse({
    settings: (url) => ({ connectors: [helix('helix', url, { deadlineMs: DEADLINE_MS })] }),
  });
  alice = await house.signIn('alice');
  [article] = (await alice.get('/knowledge?q=vpn')).body.articles;
});
afterAll(() => house?.close());

/** The ITSM takes these requests and never answers them, while the work is done. */
async function hanging<T>(paths: readonly Omit<Fault, 'kind'>[], work: () => Promise<T>): Promise<T> {
  house.itsm.faults = paths.map((one) => ({ ...one, kind: 'lost-answer' }));
  try {
    return await work();
  } finally {
    house.itsm.faults = [];
  }
}

const FORMS = [{ method: 'OPTIONS' }, { path: '/fields/' }];
const UNANSWERED = { status: 503, body: { code: 'itsm-unavailable' } };

async function withTicket(): Promise<string> {
  const { id } = await house.accepted(alice);
  await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
  await alice.ticket(id, 1, 'created');
  return id;
}

describe('an agent does not wait for an ITSM that hangs', () => {
  it('[rt O4] a wish for a ticket is taken although the form does not come, and the ticket is opened', async () => {
    const { id } = await house.accepted(alice);
    await hanging(FORMS, async () => {
      expect(await alice.do(`/chats/${id}/tickets`, { type: 'incident' })).toMatchObject({
        status: 202,
        body: { ticket: { n: 1, state: 'creating' } },
      });
      await alice.ticket(id, 1, 'created');
    });
  });

  it('[rt O4] sibling: what is looked up beside a chat', async () => {
    const { id } = await house.accepted(alice, { email: 'allen@example.com' });
    const paths = [
      `/knowledge?q=vpn&chat=${id}`,
      `/templates?type=incident&chat=${id}`,
      `/outages?chat=${id}`,
      `/chats/${id}/customer`,
    ];
    await hanging([{ method: 'GET' }], async () => {
      const replies = await Promise.all(paths.map((path) => alice.get(path)));
      for (const reply of replies) expect(reply).toMatchObject(UNANSWERED);
    });
  });

  it('[rt O4] sibling: what is tied to a chat', async () => {
    const { id } = await house.accepted(alice);
    await hanging([{ method: 'GET' }], async () => {
      const replies = await Promise.all([
        alice.do(`/chats/${id}/knowledge`, { articleId: article.id, action: 'share' }),
        alice.do(`/chats/${id}/outages`, { outageId: '1', action: 'relate' }),
        alice.do(`/chats/${id}/relate`, { displayId: 'INC000000000001' }),
      ]);
      for (const reply of replies) expect(reply).toMatchObject(UNANSWERED);
    });
  });

  it('[rt O4] sibling: rights that nobody has asked for yet', async () => {
    const bob = await house.signIn('bob');
    const { id } = await house.accepted(bob);
    await hanging([{ path: 'CTM:' }], async () => {
      expect(await bob.do(`/chats/${id}/tickets`, { type: 'incident' })).toMatchObject(UNANSWERED);
    });
    expect((await bob.do(`/chats/${id}/tickets`, { type: 'incident' })).status).toBe(202);
  });

  it('[rt O4] sibling: of several parts what has come is shown, and what is missing is named', async () => {
    const [customer] = await house.auditor.rows('CTM:People', `'Remedy Login ID' = "allen"`);
    const email = customer?.['Internet E-mail'] ?? '';
    const { id } = await house.accepted(alice, { email });
    const { body } = await hanging([{ path: 'AST:' }], () => alice.get(`/chats/${id}/customer`));
    expect(body).toMatchObject({
      matched: true,
      customer: { login: 'allen' },
      assets: [],
      missing: 'The ITSM did not tell the assets in time. Look again in a moment.',
    });
    expect((await alice.get(`/chats/${id}/customer`)).body.missing).toBeUndefined();
  });

  it('[rt O4] sibling: the form of the end, and the end itself', async () => {
    const id = await withTicket();
    await hanging(FORMS, async () => {
      const { body } = await alice.get(`/chats/${id}/end-form`);
      expect(body.tickets).toMatchObject([
        { n: 1, resolve: { status: 'Resolved' }, fields: [], missing: expect.stringContaining('in time') },
      ]);
      expect((await alice.do(`/chats/${id}/end`, { resolveTicket: true })).status).toBe(200);
      await alice.ticket(id, 1, 'Resolved');
    });
    const next = await withTicket();
    expect((await alice.get(`/chats/${next}/end-form`)).body.tickets[0].missing).toBeUndefined();
  });
});
