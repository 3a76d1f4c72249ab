import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { UserChat } from '../../src/api/user-chats.ts';

interface Conversation {
  readonly id: string;
  readonly token: string;
  readonly userId: string;
  readonly activities: Record<string, unknown>[];
  readonly streams: Set<WebSocket>;
}

const BASE = '/v3/directline/conversations';

/** Direct Line in memory, as far as Web Chat needs it; a test speaks through it as bot and agents. */
export class FakeDirectLine {
  readonly conversations: Conversation[] = [];
  /** The user's chats, as the server lists them. */
  readonly chats: UserChat[] = [];
  /** What was done with them: the end of the path, and what was sent. */
  readonly done: { readonly what: string; readonly body: object }[] = [];
  /** What the user's page has sent. */
  readonly sent: Record<string, unknown>[] = [];

  answer(method: string, url: URL, body: Record<string, unknown>, host: string) {
    if (url.pathname === '/chat/session') return this.begin();
    if (url.pathname.startsWith('/chat/sessions')) return this.chat(url.pathname.split('/').slice(3), body);
    if (url.pathname === BASE && method === 'POST') return this.opened(this.conversations.at(-1), host);
    const id = url.pathname.slice(BASE.length + 1).split('/')[0];
    const conversation = this.conversations.find((held) => held.id === id);
    if (method === 'GET') return this.opened(conversation, host);
    if (!conversation || !url.pathname.endsWith('/activities')) return undefined;
    this.sent.push(body);
    const activityId = `${conversation.id}|${conversation.activities.length}`;
    const from = { ...(body.from as object), id: conversation.userId };
    this.publish(conversation, { ...body, from, id: activityId, timestamp: new Date().toISOString() });
    return { status: 200, body: { id: activityId } };
  }

  stream(url: URL, ws: WebSocket): void {
    const id = url.pathname.slice(BASE.length + 1).split('/')[0];
    const conversation = this.conversations.find((held) => held.id === id);
    if (!conversation) {
      ws.close();
      return;
    }
    conversation.streams.add(ws);
    ws.on('close', () => conversation.streams.delete(ws));
    ws.send(JSON.stringify({ activities: conversation.activities, watermark: '0' }));
  }

  /** Sends an activity to the newest conversation, from the bot or an agent. */
  say(name: string, activity: Record<string, unknown>): void {
    const conversation = this.conversations.at(-1)!;
    this.publish(conversation, {
      type: 'message',
      id: randomUUID(),
      timestamp: new Date().toISOString(),
      channelId: 'directline',
      from: { id: 'bot', name, role: 'bot' },
      ...activity,
    });
  }

  status(state: string, agent?: string): void {
    const value = { state, ...(agent !== undefined && { agent }) };
    this.say('Virtual agent', { type: 'event', name: 'handoff.status', value });
  }

  close(): void {
    for (const { streams } of this.conversations) for (const ws of streams) ws.terminate();
  }

  private chat([id, what]: readonly string[], body: object) {
    if (id === undefined) return { status: 200, body: { sessions: this.chats } };
    const i = this.chats.findIndex((chat) => chat.id === id);
    const session = this.chats[i];
    if (session === undefined) return { status: 404, body: { code: 'not-found', detail: 'No such chat.' } };
    if (what === undefined) {
      const line = { seq: 1, at: session.createdAt, type: 'message', text: '<b>Hello</b>' };
      return {
        status: 200,
        body: { session, transcript: [{ ...line, author: { kind: 'user', name: 'Mary' } }] },
      };
    }
    this.done.push({ what, body });
    if (what === 'transcript') return { status: 200, body: 'Mary: Hello' };
    if (what === 'rating') this.chats[i] = { ...session, rating: body as { score: number } };
    return { status: 200, body: { session: this.chats[i] } };
  }

  private begin() {
    const userId = `dl_${randomUUID()}`;
    const conversation: Conversation = {
      id: randomUUID(),
      // Web Chat reads the user from the token.
      token: ['{"alg":"none"}', JSON.stringify({ user: userId }), randomUUID()]
        .map((part) => Buffer.from(part).toString('base64url'))
        .join('.'),
      userId,
      activities: [],
      streams: new Set(),
    };
    this.conversations.push(conversation);
    const { id: conversationId, token } = conversation;
    return { status: 200, body: { token, conversationId, userId } };
  }

  private opened(conversation: Conversation | undefined, host: string) {
    if (!conversation) return undefined;
    const { id: conversationId, token } = conversation;
    const streamUrl = `ws://${host}${BASE}/${conversationId}/stream?watermark=0&t=${randomUUID()}`;
    return { status: 200, body: { conversationId, token, expires_in: 1800, streamUrl } };
  }

  private publish(conversation: Conversation, activity: Record<string, unknown>): void {
    conversation.activities.push(activity);
    const watermark = String(conversation.activities.length);
    for (const ws of conversation.streams) ws.send(JSON.stringify({ activities: [activity], watermark }));
  }
}
