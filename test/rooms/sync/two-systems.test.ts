import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChatLink } from '../../../src/chat/chat.ts';
import { besideLink } from './itsm-double.ts';
import { ALICE, openPostRoom, type PostRoom } from './post-room.ts';

let room: PostRoom;
beforeEach(() => {
  room = openPostRoom();
});
afterEach(() => room.close());

const article: ChatLink = {
  kind: 'knowledge',
  connector: 'helix',
  id: '1',
  title: 'VPN',
  url: 'https://kb.example/1',
  relate: true,
};
const pin = (chat: string, link: ChatLink) => room.run(chat, { type: 'pin-link', by: ALICE, link });

/** Alice's chat with a ticket in each ITSM. */
async function inBoth(): Promise<string> {
  const chat = await room.arrive();
  await room.accept(chat);
  await room.wishTicket(chat, 'incident');
  await room.wishTicket(chat, 'incident', false, 'other');
  return chat;
}

/** What the one ticket of an ITSM was told of links: the text, and the records that were to be tied. */
function linksAt(itsm: PostRoom['itsm']) {
  const entries = besideLink(itsm.tickets[0]);
  return {
    text: entries.map(({ text }) => text).join('\n'),
    tied: entries.flatMap(({ links = [] }) => links.filter(({ relate }) => relate).map(({ id }) => id)),
  };
}

describe('links of two ITSM systems', () => {
  it('[rt O2] ties an article to the ticket of its own ITSM; the other one gets title and address', async () => {
    const chat = await inBoth();
    await pin(chat, article);
    await room.drain();
    expect(linksAt(room.itsm)).toMatchObject({
      text: expect.stringContaining(article.url ?? ''),
      tied: ['1'],
    });
    expect(linksAt(room.other)).toEqual({
      text: 'Knowledge article pinned by the agent: VPN\nhttps://kb.example/1',
      tied: [],
    });
    expect((await room.read(chat)).tickets.map(({ error }) => error)).toEqual([undefined, undefined]);
  });

  it('[rt O2] sibling: an outage that was related before the ticket of another ITSM is there', async () => {
    const chat = await room.arrive();
    await room.accept(chat);
    await pin(chat, { kind: 'outage', connector: 'other', id: 'CRQ1', title: 'Mail is down', relate: true });
    await room.wishTicket(chat, 'incident');
    await room.wishTicket(chat, 'incident', false, 'other');
    await room.drain();
    expect(linksAt(room.itsm)).toEqual({ text: 'Outage related by the agent: Mail is down', tied: [] });
    expect(linksAt(room.other)).toMatchObject({ tied: ['CRQ1'] });
  });

  it('[rt O2] sibling: articles with one id in both are two, and each is tied in its own', async () => {
    const chat = await inBoth();
    await pin(chat, article);
    await pin(chat, { ...article, connector: 'other', title: 'Printers' });
    await pin(chat, { ...article, connector: 'other', title: 'Printers' });
    await room.drain();
    expect((await room.read(chat)).links).toHaveLength(2);
    for (const itsm of [room.itsm, room.other]) {
      expect(linksAt(itsm).tied).toEqual(['1']);
      expect(linksAt(itsm).text).toMatch(/VPN.*Printers/s);
    }
  });

  it('[rt O2] sibling: a related ticket gets what its own ITSM has as a tie, all else as text', async () => {
    await inBoth();
    await room.drain();
    const [found] = room.other.tickets;
    const next = await room.arrive();
    await room.accept(next);
    await pin(next, article);
    const { id: externalId, displayId } = found!.ref;
    const ticket = { connector: 'other', type: 'incident', kind: 'incident', externalId, displayId } as const;
    await room.run(next, { type: 'relate-ticket', by: ALICE, ticket });
    await room.drain();
    expect(linksAt(room.other)).toMatchObject({ text: expect.stringContaining('VPN'), tied: [] });
  });

  it.each([true, false])(
    '[rt O2] sibling: a link without connector, stored earlier; one ITSM: %s',
    async (alone) => {
      room.close();
      room = openPostRoom({ alone });
      const chat = await room.arrive();
      await room.accept(chat);
      await room.wishTicket(chat, 'incident');
      const { connector: _none, ...old } = article;
      await pin(chat, old);
      await room.drain();
      expect(linksAt(room.itsm)).toMatchObject({
        text: expect.stringContaining('VPN'),
        tied: alone ? ['1'] : [],
      });
    },
  );

  it('[rt O2] sibling: such a link in a chat with tickets of two, where nobody knows what is configured', async () => {
    const chat = await inBoth();
    const { connector: _none, ...old } = article;
    await pin(chat, old);
    await room.drain();
    expect([linksAt(room.itsm).tied, linksAt(room.other).tied]).toEqual([[], []]);
  });
});
