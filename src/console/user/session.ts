import { type ChatSession, type KeptResume, resumeMemory } from './kept.ts';
import { pageLanguage } from './language.ts';

const UNREACHABLE = 'The help desk could not be reached. Check your connection and try again.';
const AT_THE_PORTAL = 'This chat is for people who are signed in. Open it from your portal.';
const DEADLINE_MS = 15_000;

/** A chat that is over for this browser. The message is a sentence for the user that says what to do. */
export class CannotGoOn extends Error {}

export const GONE = 'This chat cannot go on here: the help desk does not know it any more. Start a new one.';

type Answer = Readonly<Record<string, string | undefined>>;

/** @throws Error with a sentence for the user where nobody answers */
async function ask(
  path: string,
  body: object,
): Promise<{ readonly status: number; readonly answer: Answer }> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(DEADLINE_MS),
    keepalive: true,
  }).catch(() => {
    throw new Error(UNREACHABLE);
  });
  return { status: response.status, answer: await response.json().catch(() => ({})) };
}

function sessionIn(answer: Answer, userName: string): ChatSession | undefined {
  const { token, conversationId, userId, resume } = answer;
  if (token === undefined || conversationId === undefined || userId === undefined) return undefined;
  return { token, conversationId, userId, userName, ...(resume !== undefined && { resume }) };
}

/**
 * Asks for a new conversation.
 * @param identity a token by which somebody vouches for the user
 * @throws Error with a sentence for the user
 */
export async function openSession(
  userName: string,
  userEmail: string,
  form: Readonly<Record<string, string>>,
  identity?: string,
): Promise<ChatSession> {
  const { status, answer } = await ask('/chat/session', {
    userName,
    ...(userEmail !== '' && { userEmail }),
    locale: pageLanguage(),
    form,
    ...(identity !== undefined && { identity }),
  });
  const session = status === 200 ? sessionIn(answer, userName) : undefined;
  // What the server says of this is meant for those who build the portal's page.
  if (answer.code === 'sign-in-required') throw new Error(AT_THE_PORTAL);
  if (session === undefined)
    throw new Error(answer.detail ?? 'The chat could not be started. Try again in a moment.');
  return session;
}

/**
 * Goes on with a conversation by what this browser has kept of it.
 * @throws CannotGoOn where the server says no; Error where it says nothing, or is busy
 */
export async function resumeSession({
  resume,
  userName,
}: Omit<KeptResume, 'conversationId'>): Promise<ChatSession> {
  const { status, answer } = await ask('/chat/session', { resume });
  const session = status === 200 ? sessionIn(answer, userName) : undefined;
  if (session !== undefined) return session;
  if (status === 429 || status >= 500) throw new Error(answer.detail ?? UNREACHABLE);
  throw new CannotGoOn(answer.detail ?? GONE);
}

/** Nobody comes back by what this browser has kept. The page need not wait for it. */
export function leaveSession(resume: string | undefined): void {
  if (resume !== undefined) ask('/chat/session/leave', { resume }).catch(() => {});
}

/**
 * The conversation of before a reload, its token got anew where it ran out meanwhile.
 * @throws CannotGoOn where a reload must not end in a dead page
 */
export async function stillHolds(session: ChatSession): Promise<ChatSession> {
  const path = `/v3/directline/conversations/${encodeURIComponent(session.conversationId)}`;
  const response = await fetch(path, { headers: { authorization: `Bearer ${session.token}` } });
  if (response.ok || response.status === 429 || response.status >= 500) return session;
  if (response.status !== 401 && response.status !== 403) throw new CannotGoOn(GONE);
  const resume = newestResume(session);
  if (resume === undefined) throw new CannotGoOn(GONE);
  return resumeSession({ resume, userName: session.userName });
}

/** Another tab may have used what this one knows. */
export function newestResume({ conversationId, resume }: ChatSession): string | undefined {
  const kept = resumeMemory.read();
  return kept?.conversationId === conversationId ? kept.resume : resume;
}
