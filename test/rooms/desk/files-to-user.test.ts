import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DeskHouse, openDeskHouse } from '../../support/desk-house.ts';
import { eventually } from '../../support/eventually.ts';
import type { Agent } from '../../support/people.ts';

// An agent's file on its whole way, before the real server and the simulator of the ITSM.

let house: DeskHouse;
let alice: Agent;
beforeAll(async () => {
  house = await openDeskHouse();
  alice = await house.signIn('alice');
}, 60_000);
afterAll(() => house?.close());

async function sends(chat: string, name: string, content: string, text: string): Promise<void> {
  const put = await fetch(`${house.url}/api/v1/chats/${chat}/files?${new URLSearchParams({ name })}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${alice.token}` },
    body: content,
  });
  const { attachment } = (await put.json()) as { attachment: object };
  expect((await alice.do(`/chats/${chat}/messages`, { text, attachments: [attachment] })).status).toBe(201);
}

test('[row 46] the user gets the file at an address of this server, and it is in the ticket at the end', async () => {
  const { user, id } = await house.accepted(alice);
  await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
  const { displayId = '' } = await alice.ticket(id, 1, 'created');
  await sends(id, 'steps <1>.txt', 'first this', 'Do these');
  await sends(id, 'script.html', '<script>alert(1)</script>', '');

  const heard = (await user.hears('Do these')) as unknown as { attachments: { contentUrl: string }[] };
  expect(heard.attachments).toEqual([
    {
      name: 'steps _1_.txt',
      contentType: 'text/plain',
      contentUrl: expect.stringMatching(/^http:\/\/desk\.example\/files\/[\w-]{49}\/steps%20_1_\.txt$/),
    },
  ]);
  const { pathname } = new URL(heard.attachments[0]?.contentUrl ?? '');
  const file = await fetch(house.url + pathname);
  expect(await file.text()).toBe('first this');

  const { entries } = await alice.read(id);
  const page = await fetch(house.url + (entries.at(-1)?.attachments?.[0]?.url ?? ''));
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': "attachment; filename*=UTF-8''script.html.txt",
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });

  await alice.do(`/chats/${id}/end`, { resolveTicket: true });
  const named = await eventually(async () => {
    const infos = await house.auditor.workInfo(displayId);
    const held = infos.map((row) => row['z2AF Work Log01'] as unknown as { name: string } | null);
    return held.some((one) => one !== null) ? infos : undefined;
  }, 'the files are in the ticket');
  expect(JSON.stringify(named)).toContain('steps _1_.txt');
  expect(JSON.stringify(named)).toContain('script.html.txt');
}, 60_000);
