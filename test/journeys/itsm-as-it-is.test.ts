import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { type Asked, arSays, MAINTENANCE, type Said } from '../support/front.ts';
import { ALICE, openTicketHouse, type TicketHouse } from '../support/ticket-house.ts';

// Whole tickets before an ITSM that is not as its documents say: nothing is given up, nothing doubled.

let house: TicketHouse;
afterEach(() => house?.close());

const isWrite = ({ method, path }: Asked) =>
  path.includes('/entry/') && (method === 'POST' || method === 'PUT');

const PAGES: readonly (readonly [string, Said])[] = [
  ['[faults 4] a maintenance page with 200', MAINTENANCE],
  [
    '[faults 4] sibling: a redirect to a maintenance page',
    { status: 302, headers: { location: 'https://status.example/' } },
  ],
  ['[faults 4] sibling: a page with 404', { ...MAINTENANCE, status: 404 }],
  ['[faults 4] sibling: AR’s plug-in server is away', arSays(500, 8939)],
];

describe.each(PAGES)('%s', (_what, words) => {
  test('stands before work twice for a while: every wish has its ticket, resolved, with all that was said, once', async () => {
    // A write in doubt is sent again once the ITSM has given up.
    house = await openTicketHouse(undefined, { settings: { deadlineMs: 2_000 } });
    const chats = await Promise.all(Array.from({ length: 4 }, () => house.accepted()));
    let [requests, left] = [0, 10];
    house.front.between = (asked) => {
      requests += 1;
      if (left === 0 || requests % 2 === 0) return undefined;
      left -= 1;
      // Now before the work is done, now in front of it; what AR says is said before.
      const after = requests % 3 === 0 && isWrite(asked) && words.status !== 500;
      return after ? { ...words, after } : words;
    };
    const tickets = await Promise.all(chats.map((chat) => house.wish(chat, 'incident')));
    expect(tickets.map(({ state }) => state)).toEqual(chats.map(() => 'created'));
    expect(left).toBe(0);
    left = 10;
    for (const chat of chats) {
      await house.run(chat, { type: 'send-user-message', text: 'said after the ticket' });
      await house.run(chat, { type: 'end', by: ALICE, resolveTicket: true, resolution: 'Mended' });
    }
    const settled = await Promise.all(chats.map((chat) => house.settled(chat)));
    expect(left).toBe(0);
    expect(settled.flatMap(({ tickets: all }) => all.map(({ error }) => error))).toEqual(
      chats.map(() => undefined),
    );
    for (const ticket of tickets) {
      expect(await house.held(ticket)).toMatchObject({ Status: 'Resolved' });
      const texts = (await house.entries(ticket)).map((row) => row['Detailed Description']).join('\n');
      expect(texts.match(/said after the ticket/g)).toHaveLength(1);
    }
    const { entries } = await house.ask('GET', 'HPD:Help Desk?limit=500');
    expect(entries).toHaveLength(chats.length);
  }, 120_000);
});

test('[faults 4] sibling: a worker that starts during maintenance gives no ticket up', async () => {
  house = await openTicketHouse(undefined, { between: () => MAINTENANCE });
  const chat = await house.accepted();
  const wished = house.wish(chat, 'incident');
  await eventually(() => house.front.asked.length > 3, 'the ITSM is asked again and again');
  const [waiting] = (await house.read(chat)).tickets;
  expect(waiting).toMatchObject({ state: 'creating' });
  expect(waiting!.error).toBeUndefined();
  house.front.between = () => undefined;
  expect((await wished).state).toBe('created');
  const { entries } = await house.ask('GET', 'HPD:Help Desk?limit=500');
  expect(entries).toHaveLength(1);
});

test.each(['no-body', 'wadl', 'page', 'refused', 'busy'] as const)(
  '[itsm C] a ticket from a template opens although the site does not tell its forms (%s)',
  async (metadata) => {
    house = await openTicketHouse(undefined, { rules: { metadata } });
    const { entries } = await house.ask('GET', 'HPD:Template?limit=1');
    const [{ values: template }] = entries;
    const chat = await house.accepted();
    const ticket = await house.wish(chat, 'incident', template.InstanceId);
    expect(ticket.state).toBe('created');
    expect(await house.held(ticket)).toMatchObject({ TemplateID: template.InstanceId });
  },
);

test.each([
  ['Cyrillic', 'Не могу подключиться к корпоративной сети через VPN после вчерашнего обновления'],
  [
    'sibling: Chinese',
    '昨天更新之后我无法通过虚拟专用网络连接到公司的内部网络，请帮助我解决这个问题，谢谢。',
  ],
  ['sibling: emoji', '👩‍👩‍👧‍👦 VPN 🇩🇪 '.repeat(9)],
])(
  '[itsm E] a chat about %s has its tickets in an ITSM that counts bytes',
  async (_what, subject) => {
    house = await openTicketHouse(undefined, { rules: { lengths: 'bytes' } });
    const chat = await house.accepted(subject);
    for (let line = 0; line < 20; line += 1)
      await house.run(chat, { type: 'send-user-message', text: subject.repeat(40) });
    for (const type of ['incident', 'work-order'] as const)
      expect(await house.wish(chat, type)).toMatchObject({ state: 'created' });
    await house.run(chat, {
      type: 'end',
      by: ALICE,
      resolveTicket: true,
      resolution: subject.repeat(600),
    });
    const { tickets } = await house.settled(chat);
    expect(tickets.map(({ error }) => error)).toEqual([undefined, undefined]);
    for (const ticket of tickets)
      expect(['Resolved', 'Completed']).toContain((await house.held(ticket)).Status);
  },
  60_000,
);
