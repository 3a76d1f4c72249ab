import type { ChatView } from '../../src/api/views.ts';
import { eventually } from '../support/eventually.ts';
import type { Agent } from '../support/people.ts';
import type { Channel } from './channel.ts';
import { openConnection } from './connection.ts';

/** One user's conversation on the channel, with its chat. */
export interface BenchChat {
  readonly conversation: string;
  readonly chat: string;
}

/** A message as a channel posts it. */
export const messageActivity = (channel: Channel, conversation: string, id: string, text: string): string =>
  JSON.stringify({
    type: 'message',
    id,
    timestamp: new Date().toISOString(),
    channelId: 'emulator',
    serviceUrl: channel.url,
    from: { id: `user-of-${conversation}`, name: 'Dana Reyes', role: 'user' },
    conversation: { id: conversation },
    recipient: { id: 'bot', name: 'Virtual agent', role: 'bot' },
    textFormat: 'plain',
    locale: 'en-US',
    text,
  });

/** Leads users through the virtual agent to this agent, who accepts them all. */
export async function openChats(channel: Channel, agent: Agent, count: number): Promise<BenchChat[]> {
  const connection = await openConnection(agent.url);
  const conversations = Array.from({ length: count }, (_, n) => `bench-${n}`);
  for (const conversation of conversations) {
    for (const text of ['My VPN does not connect', 'transfer to live chat', 'Yes']) {
      const activity = messageActivity(channel, conversation, `${conversation}-${text}`, text);
      const { status, body } = await connection.post('/api/messages', activity);
      if (status !== 200) throw new Error(`${conversation}: "${text}" was answered with ${status} ${body}`);
    }
  }
  connection.close();
  const waiting = await eventually(async () => {
    const { chats } = await agent.list('queue');
    return chats.length >= count && chats;
  }, `${count} chats wait in the queue`);
  const opened: BenchChat[] = [];
  for (const conversation of conversations) {
    const { id } = chatOf(waiting, conversation);
    const accepted = await agent.do(`/chats/${id}/accept`);
    if (accepted.status !== 200) throw new Error(`accept was answered with ${JSON.stringify(accepted)}`);
    opened.push({ conversation, chat: id });
  }
  return opened;
}

function chatOf(chats: readonly ChatView[], conversation: string): ChatView {
  const found = chats.find(({ user }) => user.id === `user-of-${conversation}`);
  if (found === undefined) throw new Error(`${conversation} has no chat`);
  return found;
}
