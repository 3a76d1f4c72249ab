import type { TranscriptLine, UserChat } from '../../api/user-chats.ts';
import type { ChatSession } from './kept.ts';

export type { TranscriptLine, UserChat };

/** The user's own chats at the server. Every call fails with a sentence for the user. */
export interface ChatsApi {
  list(): Promise<readonly UserChat[]>;
  read(chat: UserChat): Promise<readonly TranscriptLine[]>;
  rate(chat: UserChat, score: number, comment: string): Promise<void>;
  reopen(chat: UserChat): Promise<void>;
  /** A token for the conversation in which that chat was held. */
  goOn(chat: UserChat): Promise<ChatSession>;
  /** The transcript as a file of plain text. */
  transcript(chat: UserChat): Promise<Blob>;
}

const DEADLINE_MS = 15_000;

/** @param token the newest one of the conversation that is shown */
export function createChatsApi(token: () => string): ChatsApi {
  async function ask(path: string, body?: object): Promise<Response> {
    const response = await fetch(`/chat/sessions${path}`, {
      headers: {
        authorization: `Bearer ${token()}`,
        ...(body && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    }).catch(() => {
      throw new Error('The help desk could not be reached. Check your connection and try again.');
    });
    if (response.ok) return response;
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
    throw new Error(detail ?? 'That did not work. Try again in a moment.');
  }
  const at = ({ id }: UserChat): string => `/${encodeURIComponent(id)}`;

  return {
    list: async () => (await (await ask('')).json()).sessions,
    read: async (chat) => (await (await ask(at(chat))).json()).transcript,
    async rate(chat, score, comment) {
      await ask(`${at(chat)}/rating`, { score, ...(comment !== '' && { comment }) });
    },
    async reopen(chat) {
      await ask(`${at(chat)}/reopen`, {});
    },
    goOn: async (chat) => (await ask(`${at(chat)}/continue`, {})).json(),
    transcript: async (chat) => (await ask(`${at(chat)}/transcript?format=text`)).blob(),
  };
}

/** Lets the browser save the transcript. */
export async function download(api: ChatsApi, chat: UserChat): Promise<void> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await api.transcript(chat));
  link.download = `chat-${chat.createdAt.slice(0, 10)}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
}
