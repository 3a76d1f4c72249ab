import type { Agent } from '../support/people.ts';
import type { AgentWindow } from './agent-window.ts';
import type { Channel } from './channel.ts';
import { type BenchChat, messageActivity } from './chats.ts';
import type { Answer, Connection } from './connection.ts';
import type { System } from './processes.ts';

export type PathName = 'echo turn' | 'user to agent' | 'agent to user';

/** One way a message goes: sent by a POST, and done when it is seen at the far end. */
export interface Path {
  readonly name: PathName;
  readonly system: System;
  send(
    connection: Connection,
    chat: BenchChat,
    text: string,
  ): { readonly answered: Promise<Answer>; readonly arrived: Promise<number> };
}

/** From a user's POST to the same activity's echo at the channel's connector. */
export const echoTurn = (system: System, channel: Channel): Path => ({
  name: 'echo turn',
  system,
  send: (connection, { conversation }, text) => ({
    arrived: channel.expect(text),
    answered: connection.post('/api/messages', messageActivity(channel, conversation, text, text)),
  }),
});

/** From a user's POST to the frame on the agent's socket. */
export const userToAgent = (system: System, channel: Channel, window: AgentWindow): Path => ({
  name: 'user to agent',
  system,
  send: (connection, { conversation, chat }, text) => ({
    arrived: window.expectEntry(chat),
    answered: connection.post('/api/messages', messageActivity(channel, conversation, text, text)),
  }),
});

/** From an agent's POST to the channel's connector; with an Idempotency-Key, as the console sends it. */
export const agentToUser = (system: System, channel: Channel, { token }: Agent): Path => ({
  name: 'agent to user',
  system,
  send: (connection, { chat }, text) => ({
    arrived: channel.expect(text),
    answered: connection.post(
      `/api/v1/chats/${chat}/messages`,
      JSON.stringify({ text }),
      `authorization: Bearer ${token}\r\nidempotency-key: ${text.slice(0, 20)}\r\n`,
    ),
  }),
});
