import { pageLanguage } from './language.ts';

/** What `POST /chat/session` gives: a token for one user and one conversation. */
export interface ChatSession {
  readonly token: string;
  readonly conversationId: string;
  readonly userId: string;
  readonly userName: string;
}

const KEY = 'deskbridge.chat';

/** The session outlives a reload and ends with the browser tab. */
export const chatMemory = {
  read(): ChatSession | undefined {
    const text = sessionStorage.getItem(KEY);
    return text === null ? undefined : (JSON.parse(text) as ChatSession);
  },
  write(session: ChatSession): void {
    sessionStorage.setItem(KEY, JSON.stringify(session));
  },
  clear(): void {
    sessionStorage.removeItem(KEY);
  },
};

/**
 * Asks for a new conversation.
 * @throws Error with a sentence for the user
 */
export async function openSession(
  userName: string,
  userEmail: string,
  form: Readonly<Record<string, string>>,
): Promise<ChatSession> {
  const response = await fetch('/chat/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      userName,
      ...(userEmail !== '' && { userEmail }),
      locale: pageLanguage(),
      form,
    }),
    signal: AbortSignal.timeout(15_000),
  }).catch(() => {
    throw new Error('The help desk could not be reached. Check your connection and try again.');
  });
  const answer = (await response.json().catch(() => ({}))) as Record<string, string | undefined>;
  const { token, conversationId, userId, detail } = answer;
  if (!response.ok || token === undefined || conversationId === undefined || userId === undefined) {
    throw new Error(detail ?? 'The chat could not be started. Try again in a moment.');
  }
  return { token, conversationId, userId, userName };
}

/** True where the server still knows the conversation and the token; a reload must not end in a dead page. */
export async function stillHolds(session: ChatSession): Promise<boolean> {
  const path = `/v3/directline/conversations/${encodeURIComponent(session.conversationId)}`;
  const response = await fetch(path, { headers: { authorization: `Bearer ${session.token}` } });
  return response.ok || response.status >= 500;
}
