import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DeskHouse, helix, openDeskHouse } from '../../support/desk-house.ts';
import type { Agent } from '../../support/people.ts';

let house: DeskHouse;
let alice: Agent;
beforeAll(async () => {
  house = await openDeskHouse({
    settings: (url) => ({
      connectors: [
        helix('helix', url),
        { id: 'small', use: 'memory', atOnce: 1, settings: {} },
        helix('second', url, { articleUrl: 'https://second.example/{displayId}' }),
      ],
      routing: [
        { connector: 'small', company: 'Other' },
        { connector: 'second', company: 'Third' },
      ],
    }),
  });
  alice = await house.signIn('alice');
});
afterAll(() => house?.close());

const routed = (company?: string) => house.accepted(alice, company === undefined ? {} : { company });

test('each chat is offered the ticket types of the ITSM that serves it, and its tickets go there', async () => {
  for (const [company, connector, number] of [
    [undefined, 'helix', /^INC/],
    ['Third', 'second', /^INC/],
  ] as const) {
    const { id } = await routed(company);
    const { ticketTypes } = (await alice.get(`/chats/${id}`)).body;
    expect(ticketTypes).toEqual([
      { connector, type: 'incident', title: 'Incident', kind: 'incident' },
      { connector, type: 'work-order', title: 'Work Order', kind: 'work-order' },
    ]);
    const asked = await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
    expect(asked.body.ticket).toMatchObject({ connector });
    expect((await alice.ticket(id, 1, 'created')).displayId).toMatch(number);
  }
  const { ticketTypes } = (await alice.get('/me')).body;
  expect(ticketTypes[0].connector).toBe('helix');
});

test('a chat’s ticket cannot be made in an ITSM that does not serve it', async () => {
  const { id } = await routed('Third');
  const reply = await alice.do(`/chats/${id}/tickets`, { type: 'incident', connector: 'helix' });
  expect(reply.body).toMatchObject({ status: 422, code: 'unknown-ticket-type' });
});

test('what is looked up and tied is looked for in the ITSM that serves the chat', async () => {
  const { id } = await routed('Third');
  const found = (await alice.get(`/knowledge?q=vpn&chat=${id}`)).body.articles[0];
  expect(found.url).toBe(`https://second.example/${found.displayId}`);
  expect((await alice.get('/knowledge?q=vpn')).body.articles[0].url).not.toContain('second.example');
  const shared = await alice.do(`/chats/${id}/knowledge`, { articleId: found.id, action: 'share' });
  expect(shared.body.entry.text).toContain(found.url);

  const small = await routed('Other');
  expect((await alice.get(`/outages?chat=${small.id}`)).body).toMatchObject({
    status: 422,
    code: 'not-supported-here',
  });
  expect((await alice.get(`/templates?type=incident&chat=${small.id}`)).body).toEqual({ templates: [] });
  expect((await alice.get('/templates?type=incident')).body.templates).not.toEqual([]);
});

test('a number is related from the ITSM that serves the chat', async () => {
  const first = await routed();
  await alice.do(`/chats/${first.id}/tickets`, { type: 'incident' });
  const { displayId } = await alice.ticket(first.id, 1, 'created');
  const small = await routed('Other');
  expect((await alice.do(`/chats/${small.id}/relate`, { displayId })).body).toMatchObject({
    status: 422,
    code: 'no-such-ticket',
  });
  const third = await routed('Third');
  const related = await alice.do(`/chats/${third.id}/relate`, { displayId });
  expect(related.body.ticket).toMatchObject({ connector: 'second', displayId });
});
