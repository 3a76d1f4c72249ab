import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatView } from '../../src/api/views.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk-house.ts';
import { eventually } from '../support/eventually.ts';
import { type Agent, User } from '../support/people.ts';

let house: DeskHouse;
let alice: Agent;
beforeAll(async () => {
  house = await openDeskHouse();
  alice = await house.signIn('alice');
});
afterAll(() => house?.close());

/** Alice's chat with an incident, ended; its user, and the incident's number. */
async function ended(resolveTicket: boolean, user?: User) {
  const asker = user ?? (await User.arrive(house.url, `Dana ${randomUUID()}`));
  if (user === undefined) await asker.escalate();
  const { id } = await alice.finds(asker);
  await alice.do(`/chats/${id}/accept`);
  await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
  const { displayId = '' } = await alice.ticket(id, 1, 'created');
  await alice.do(`/chats/${id}/end`, { resolveTicket, ...(resolveTicket && { resolution: 'Mended' }) });
  if (resolveTicket) await alice.ticket(id, 1, 'Resolved');
  return { user: asker, id, displayId };
}

/** The user reopens the chat on the page, and Alice takes it. */
async function goesOn(user: User, id: string): Promise<string> {
  const response = await fetch(`${house.url}/chat/sessions/${id}/reopen`, {
    method: 'POST',
    headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  const { session } = (await response.json()) as { session: { id: string } };
  await alice.do(`/chats/${session.id}/accept`);
  return session.id;
}

const chatOf = async (id: string): Promise<ChatView> => (await alice.read(id)).chat;
const standing = (id: string, wanted: string) =>
  eventually(
    async () => (await chatOf(id)).earlier?.find((one) => one.standing === wanted),
    `it is ${wanted}`,
  );
const wish = (id: string, more: object = {}) =>
  alice.do(`/chats/${id}/tickets`, { type: 'incident', ...more });

/** Incidents in the ITSM that a chat has opened. */
async function opened(...chats: readonly string[]): Promise<readonly string[]> {
  const rows = await Promise.all(
    chats.map((chat) => house.auditor.rows('HPD:Help Desk', `'Chat Session ID' = "${chat}"`)),
  );
  return rows.flat().map((row) => row['Incident Number'] ?? '');
}
const statusOf = async (number: string): Promise<string | undefined> =>
  (await house.auditor.rows('HPD:Help Desk', `'Incident Number' = "${number}"`))[0]?.Status;

describe('a user comes back', () => {
  it('[item 3] a chat that is gone on with has its open ticket, and resolves it', async () => {
    const before = await ended(false);
    const id = await goesOn(before.user, before.id);
    expect(await alice.ticket(id, 1, 'created')).toMatchObject({
      displayId: before.displayId,
      created: true,
      continued: true,
    });
    expect(await wish(id)).toMatchObject({
      status: 409,
      body: { code: 'ticket-exists', displayId: before.displayId },
    });
    await alice.do(`/chats/${id}/end`, { resolveTicket: true, resolution: 'Mended' });
    await alice.ticket(id, 1, 'Resolved');
    expect(await statusOf(before.displayId)).toBe('Resolved');
    expect(await opened(before.id, id)).toEqual([before.displayId]);
  });

  it('[item 3] sibling: a resolved one is offered, and reopened where the agent says so', async () => {
    const before = await ended(true);
    const id = await goesOn(before.user, before.id);
    expect(await standing(id, 'reopenable')).toMatchObject({
      displayId: before.displayId,
      status: 'Resolved',
    });
    expect(await wish(id)).toMatchObject({
      status: 409,
      body: { code: 'earlier-ticket', displayId: before.displayId, standing: 'reopenable' },
    });
    const key = randomUUID();
    const body = { type: 'incident', reopen: before.displayId };
    for (const reply of [
      await alice.do(`/chats/${id}/tickets`, body, key),
      await alice.do(`/chats/${id}/tickets`, body, key),
    ])
      expect(reply).toMatchObject({ status: 202, body: { ticket: { n: 1, displayId: before.displayId } } });
    await alice.ticket(id, 1, 'Assigned');
    expect(await statusOf(before.displayId)).toBe('Assigned');
    await alice.do(`/chats/${id}/end`, { resolveTicket: true, resolution: 'Mended' });
    await alice.ticket(id, 1, 'Resolved');
    expect(await statusOf(before.displayId)).toBe('Resolved');
    expect(await opened(before.id, id)).toEqual([before.displayId]);
  });

  it('[item 3] sibling: another one is made on request alone, and names the old', async () => {
    const before = await ended(true);
    const id = await goesOn(before.user, before.id);
    await standing(id, 'reopenable');
    expect((await wish(id, { another: true, reopen: before.displayId })).body.code).toBe('malformed');
    expect((await wish(id, { reopen: 'INC000009999999' })).body.code).toBe('ticket-not-found');
    expect((await wish(id, { another: true })).status).toBe(202);
    const made = await alice.ticket(id, 1, 'created');
    expect(made.follows).toEqual([before.displayId]);
    await eventually(
      async () =>
        (await house.auditor.workInfo(made.displayId ?? '')).some((info) =>
          info['Detailed Description']?.includes(before.displayId),
        ),
      'the new ticket names the old',
    );
    expect(await statusOf(before.displayId)).toBe('Resolved');
  });

  it('[item 3] sibling: who is proven finds what was left open; who is not finds nothing', async () => {
    const first = await User.arrive(house.url, 'Petra Proven');
    await house.prove(first.conversationId, 'petra@example.com');
    await first.escalate();
    const before = await ended(false, first);
    const next = await User.arrive(house.url, 'Petra Proven');
    await house.prove(next.conversationId, 'petra@example.com', first.userId);
    await next.escalate();
    const id = await eventually(
      async () => (await alice.list('queue')).chats.find(({ user }) => user.id === first.userId)?.id,
      'she waits again',
    );
    await alice.do(`/chats/${id}/accept`);
    expect(await alice.ticket(id, 1, 'created')).toMatchObject({
      displayId: before.displayId,
      continued: true,
    });
    expect((await wish(id)).body.code).toBe('ticket-exists');

    const other = await User.arrive(house.url, 'Petra Proven');
    await other.escalate();
    const stranger = await alice.finds(other);
    expect(stranger).toMatchObject({ tickets: [] });
    expect(stranger.earlier).toBeUndefined();
    await alice.do(`/chats/${stranger.id}/accept`);
    expect((await wish(stranger.id)).status).toBe(202);
    expect((await alice.ticket(stranger.id, 1, 'created')).displayId).not.toBe(before.displayId);
  });
});
