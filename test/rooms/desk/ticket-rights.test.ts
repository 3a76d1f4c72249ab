import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Settings } from '../../../config/schema.ts';
import { hashPassword } from '../../../src/people/passwords.ts';
import { PASSWORD } from '../../support/demo.ts';
import { type DeskHouse, helix, openDeskHouse } from '../../support/desk-house.ts';
import { eventually } from '../../support/eventually.ts';
import type { Agent } from '../../support/people.ts';

let house: DeskHouse;
let alice: Agent;
let vera: Agent;
let nolan: Agent;

/** alice is linked by her own entry, the others by mail: bob may, vera only looks, nolan has no mail. */
async function settings(more: Partial<Settings> = {}) {
  const passwordHash = await hashPassword(PASSWORD);
  const account = (id: string, name: string, link: object) => ({
    id,
    name,
    roles: ['agent' as const],
    queues: 'all' as const,
    companies: 'all' as const,
    passwordHash,
    ...link,
  });
  return (url: string): Partial<Settings> => ({
    agents: [
      account('alice', 'Alice', { itsm: { name: 'Alice Smith', login: 'alice' } }),
      account('bob', 'Bob', { email: 'Bob@Example.com' }),
      account('vera', 'Vera', { email: 'vera@example.com' }),
      account('nolan', 'Nolan', {}),
    ],
    connectors: [{ ...helix('helix', url), persons: { by: 'mail', table: {} } }],
    ...more,
  });
}

beforeAll(async () => {
  house = await openDeskHouse({ settings: await settings() });
  [alice, vera, nolan] = [
    await house.signIn('alice'),
    await house.signIn('vera'),
    await house.signIn('nolan'),
  ];
});
afterAll(() => house?.close());
afterEach(() => {
  house.itsm.faults = [];
});

/** A chat that alice has accepted and opened a ticket for, and then this agent has taken. */
async function withTicket(agent: Agent): Promise<string> {
  const { id } = await house.accepted(alice);
  await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
  await alice.ticket(id, 1, 'created');
  if (agent !== alice) {
    await alice.do(`/chats/${id}/release`);
    await agent.do(`/chats/${id}/accept`);
  }
  return id;
}

/** The chat's ticket as the ITSM has it. */
async function held(agent: Agent, chat: string) {
  const { displayId } = (await agent.read(chat)).chat.tickets[0] ?? {};
  return (await house.auditor.incidents()).find((row) => row['Incident Number'] === displayId);
}

describe('[row 80] what an agent’s person may not do in the ITSM, the agent may not here', () => {
  test('creating: refused with right, person and whom to ask, before anything is committed', async () => {
    const { id } = await house.accepted(vera);
    const before = (await vera.read(id)).entries.length;
    for (const type of ['incident', 'work-order']) {
      const { status, body } = await vera.do(`/chats/${id}/tickets`, { type });
      expect([status, body.code]).toEqual([403, 'no-itsm-right']);
      expect(body.detail).toMatch(
        /(Incident|Work Order) Master.*Vera Viewer \(vera\) has none.*Ask an admin/,
      );
    }
    const { chat, entries } = await vera.read(id);
    expect([chat.tickets, entries.length]).toEqual([[], before]);
    expect((await vera.do(`/chats/${id}/abandon`)).status).toBe(200);
  });

  test('an agent who is linked to nobody is told so', async () => {
    const { id } = await house.accepted(nolan);
    const { status, body } = await nolan.do(`/chats/${id}/tickets`, { type: 'incident' });
    expect([status, body.code]).toEqual([403, 'no-itsm-right']);
    expect(body.detail).toMatch(/your account is linked to nobody there\. Ask an admin of Deskbridge/);
  });

  test('relating a ticket', async () => {
    const mine = await withTicket(alice);
    const { displayId } = (await alice.read(mine)).chat.tickets[0]!;
    const { id } = await house.accepted(vera);
    expect((await vera.do(`/chats/${id}/relate`, { displayId })).body.code).toBe('no-itsm-right');
    expect((await vera.read(id)).chat.tickets).toEqual([]);
  });

  test('ending in ways that change a ticket; ending without that always works', async () => {
    const id = await withTicket(vera);
    for (const [action, body] of [
      ['end', { resolveTicket: true, resolution: 'Mended' }],
      ['end', { tickets: [{ ticket: 1, resolve: true }], resolution: 'Mended' }],
      ['end', { handTo: 'Network' }],
      ['abandon', {}],
    ] as const) {
      const reply = await vera.do(`/chats/${id}/${action}`, body);
      expect([action, reply.status, reply.body.code]).toEqual([action, 403, 'no-itsm-right']);
    }
    expect((await vera.read(id)).chat.status).toBe('assigned');
    expect((await held(vera, id))?.Status).toBe('Assigned');
    expect((await vera.do(`/chats/${id}/end`, { resolveTicket: false })).status).toBe(200);
  });

  test('whose chat it is comes before the rights, its state after them', async () => {
    const id = await withTicket(alice);
    expect((await vera.do(`/chats/${id}/tickets`, { type: 'incident' })).body.code).toBe('not-owner');
    expect((await vera.do(`/chats/${id}/end`, { resolveTicket: true })).body.code).toBe('not-owner');
    expect((await alice.do(`/chats/${id}/tickets`, { type: 'incident' })).body.code).toBe('ticket-exists');
    const over = await withTicket(vera);
    await vera.do(`/chats/${over}/end`, { resolveTicket: false });
    expect((await vera.do(`/chats/${over}/tickets`, { type: 'work-order' })).body.code).toBe('no-itsm-right');
    expect((await vera.do(`/chats/${over}/tickets`, { type: 'teapot' })).body.code).toBe('chat-closed');
  });

  test('who has the right may, found by a mail that differs in capitals, and is named in the ticket [row 81]', async () => {
    const bob = await house.signIn('bob');
    const id = await withTicket(bob);
    await bob.do(`/chats/${id}/end`, { resolveTicket: true, resolution: 'Mended' });
    const { displayId = '' } = await bob.ticket(id, 1, 'Resolved');
    const row = (await house.auditor.incidents()).find((one) => one['Incident Number'] === displayId);
    expect(row).toMatchObject({ Assignee: 'Bob Jones', 'Assignee Login ID': 'bob' });
    // The note that says who set it comes after the status.
    await eventually(async () => {
      const texts = (await house.auditor.workInfo(displayId)).map((one) => one['Detailed Description'] ?? '');
      return texts.join('\n').includes(`Bob Jones via Deskbridge, chat ${id}: `);
    }, 'the note names the person');
  });
});

test('[row 80] an ITSM that cannot be asked is no leave: 503 with a time, while other ends work', async () => {
  const other = await openDeskHouse({ settings: await settings() });
  try {
    const agent = await other.signIn('vera');
    const { id } = await other.accepted(agent);
    const closed = await other.accepted(agent);
    const owner = await other.signIn('alice');
    const ticketed = await other.accepted(owner);
    await owner.do(`/chats/${ticketed.id}/tickets`, { type: 'incident' });
    await owner.ticket(ticketed.id, 1, 'created');
    await owner.do(`/chats/${ticketed.id}/release`);
    await agent.do(`/chats/${ticketed.id}/accept`);
    await agent.do(`/chats/${closed.id}/end`, {});
    other.itsm.faults = [{ kind: 'too-many', path: 'CTM:People' }];
    const reply = await fetch(`${other.url}/api/v1/chats/${id}/tickets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${agent.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'incident' }),
    });
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await reply.json()).toMatchObject({ code: 'itsm-unavailable' });
    expect((await agent.do(`/chats/${closed.id}/tickets`, { type: 'incident' })).body.code).toBe(
      'chat-closed',
    );
    expect((await agent.do(`/chats/${id}/tickets`, { type: 'teapot' })).body.code).toBe(
      'unknown-ticket-type',
    );
    expect((await agent.read(id)).chat.tickets).toEqual([]);
    other.itsm.faults = [{ kind: 'too-many' }];
    for (const [action, body] of [
      ['end', { resolveTicket: true }],
      ['abandon', {}],
    ] as const)
      expect((await agent.do(`/chats/${ticketed.id}/${action}`, body)).body.code).toBe('itsm-unavailable');
    expect((await agent.do(`/chats/${ticketed.id}/end`, { resolveTicket: false })).status).toBe(200);
    expect((await agent.do(`/chats/${id}/abandon`)).status).toBe(200);
  } finally {
    await other.close();
  }
});

test('a ticket that is opened by itself asks for nobody’s right; the agent’s person is its assignee', async () => {
  const tickets = { open: 'accept' as const };
  const other = await openDeskHouse({ settings: await settings({ tickets }) });
  try {
    const agent = await other.signIn('vera');
    const { id } = await other.accepted(agent);
    const { displayId } = await agent.ticket(id, 1, 'created');
    const [incident] = await other.auditor.incidents();
    expect(incident).toMatchObject({ 'Incident Number': displayId, Assignee: 'Vera Viewer' });
    expect(incident?.['Detailed Decription']).toContain('My VPN does not connect');
    expect((await agent.do(`/chats/${id}/end`, { resolveTicket: false })).status).toBe(200);
  } finally {
    await other.close();
  }
});

test('the customer of a ticket is the proven user’s own person; of a shared address nobody is', async () => {
  const opened = async (email: string) => {
    const { id } = await house.accepted(alice, { email });
    await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
    const { displayId } = await alice.ticket(id, 1, 'created');
    return (await house.auditor.incidents()).find((one) => one['Incident Number'] === displayId);
  };
  expect(await opened('mary@example.com')).toMatchObject({ 'Customer Login ID': 'mary' });
  const shared = await opened('twins@example.com');
  expect(shared).toMatchObject({ 'Customer Login ID': 'livechat' });
  expect(shared?.['Detailed Decription']).toContain('several people there have this e-mail address');
});
