import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Settings } from '../../config/schema.ts';
import { type Channel, startChannel } from '../rooms/bot/front-door.ts';
import { listen } from '../rooms/directline/side-door.ts';
import { openConsoleSocket } from '../support/console-socket.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk-house.ts';
import { eventually } from '../support/eventually.ts';
import type { Agent } from '../support/people.ts';

let house: DeskHouse;
let channel: Channel;
let alice: Agent;
beforeAll(async () => {
  const texts = { ...Settings.parse({}).texts, undelivered: 'This did not reach you:' };
  const { chats } = Settings.parse({ chats: { undeliveredMinutes: 1 / 60 } });
  house = await openDeskHouse({ settings: () => ({ chats, texts }) });
  channel = await startChannel();
  alice = await house.signIn('alice');
}, 60_000);
afterAll(async () => {
  await channel?.close();
  await house?.close();
});

test('an agent and a user see each other type, and nothing of it stays', async () => {
  const { user, id } = await house.accepted(alice);
  const opened = await fetch(`${house.url}/v3/directline/conversations/${user.conversationId}`, {
    headers: { authorization: `Bearer ${user.token}` },
  });
  const { streamUrl } = (await opened.json()) as { streamUrl: string };
  const page = listen(streamUrl);
  const window = await openConsoleSocket(alice);
  try {
    await eventually(() => window.frames.length > 0 && page.frames.length > 0, 'both listen');
    expect((await user.post({ type: 'typing' })).status).toBe(200);
    await eventually(
      () => window.frames.find((frame) => frame.kind === 'typing' && frame.chat === id),
      'the agent sees the user type',
    );
    expect((await alice.do(`/chats/${id}/typing`)).status).toBe(204);
    const typing = await eventually(
      () => page.frames.flatMap(({ activities }) => activities).find(({ type }) => type === 'typing'),
      'the user sees the agent type',
    );
    expect(typing.from.name).toBe('Alice Smith');
    expect((await user.all()).filter(({ type }) => type === 'typing')).toEqual([]);
    expect((await alice.read(id)).entries.filter(({ text }) => text === '')).toEqual([]);
  } finally {
    page.socket.close();
    window.close();
  }
});

test('what a channel does not take stands in the ticket for the user, once, and supervisors find the chat in the report [row 115] [row 116]', async () => {
  const conversation = randomUUID();
  const say = async (text: string) => {
    const response = await fetch(`${house.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'message',
        id: randomUUID(),
        channelId: 'emulator',
        serviceUrl: channel.url,
        conversation: { id: conversation },
        from: { id: conversation, name: 'Allen Allbrook' },
        recipient: { id: 'bot', name: 'Bot' },
        text,
      }),
    });
    expect(response.status).toBe(200);
  };
  for (const text of ['My VPN does not connect', 'transfer to live chat', 'Yes']) await say(text);
  const { id } = await eventually(
    async () => (await alice.list('queue')).chats.find(({ user }) => user.id === conversation),
    'the chat waits',
  );
  await alice.do(`/chats/${id}/accept`);
  await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
  const { displayId = '' } = await alice.ticket(id, 1, 'created');
  await eventually(
    () => channel.posted.some(({ body }) => body.value?.state === 'accepted'),
    'the channel has all until then',
  );
  // From now on it is away.
  channel.answers.push(...Array.from({ length: 1_000 }, () => ({ status: 503 })));
  await alice.do(`/chats/${id}/messages`, { text: 'Please restart your router' });
  const told = await eventually(
    async () => (await alice.read(id)).entries.find(({ code }) => code === 'not-delivered'),
    'the agent is told',
  );
  expect(told.visibility).toBe('internal');
  expect(told.text).toContain(`It goes to ${displayId} as a public note.`);
  const note = await eventually(
    async () =>
      (await house.auditor.workInfo(displayId)).find((row) =>
        row['Detailed Description']?.includes('This did not reach you:'),
      ),
    'the note stands in the ticket',
  );
  expect(note['Detailed Description']).toContain('Alice Smith: Please restart your router');
  expect(note['View Access']).toBe('Public');
  // The channel is back: the line arrives, and that is all.
  channel.answers.length = 0;
  const before = channel.posted.length;
  await eventually(
    () => channel.posted.slice(before).some(({ body }) => body.text === 'Please restart your router'),
    'the line arrives after all',
  );
  await alice.do(`/chats/${id}/end`, {});
  await eventually(
    async () =>
      (await house.auditor.workInfo(displayId)).some((row) =>
        /ended: /.test(String(row['Detailed Description'])),
      ),
    'the transcript is there',
  );
  const notes = (await house.auditor.workInfo(displayId)).filter((row) => row['View Access'] === 'Public');
  expect(notes).toHaveLength(1);

  const sam = await house.signIn('sam');
  const { rows } = (await sam.get('/admin/report')).body;
  const own = rows.filter(({ chat }: { chat: string }) => chat === id);
  expect(own.map(({ event, status }: Record<string, string>) => `${event} ${status}`)).toEqual([
    'live-agent-request open',
    'transfer-to-agent succeeded',
    'live-agent-request complete',
  ]);
  expect(own[2]).toMatchObject({
    agent: 'alice',
    channel: 'emulator',
    source: 'Emulator',
    disposition: 'unresolved',
  });
  const metrics = await (await fetch(`${house.url}/metrics`)).text();
  expect(metrics).toMatch(/^deskbridge_handoffs_accepted_total\{desk="main"\} [1-9]/m);
});
