import { type ChatSession, chatMemory, resumeMemory } from './kept.ts';
import { CannotGoOn, GONE, newestResume, resumeSession } from './session.ts';

/** The session of an open page, its token always the newest, and what this browser keeps of it. */
export interface Keeper {
  readonly session: () => ChatSession;
  /** The newest secret by which this browser comes back. */
  readonly newest: () => string | undefined;
  renewed(token: string): void;
  /**
   * Gets a token for the same conversation in place of one that is not taken any more; at once where somebody has
   * got one meanwhile.
   * @throws CannotGoOn, or Error where the server cannot be asked
   */
  comeBack(refused: string): Promise<void>;
  /** A new tab may go on with this conversation. */
  offer(): void;
  /** It may not: the chat is over. This tab keeps what it knows, since the next chat begins here. */
  withdraw(): void;
}

export function createKeeper(begun: ChatSession): Keeper {
  let session = begun;
  let asking: Promise<void> | undefined;
  const ours = () => {
    const kept = resumeMemory.read();
    return kept?.conversationId === session.conversationId ? kept : undefined;
  };
  const keep = (changed: ChatSession): void => {
    session = changed;
    chatMemory.write(session);
  };

  async function ask(): Promise<void> {
    const resume = newestResume(session);
    if (resume === undefined) throw new CannotGoOn(GONE);
    const resumed = await resumeSession({ resume, userName: session.userName });
    keep(resumed);
    if (ours() !== undefined && resumed.resume !== undefined)
      resumeMemory.write({ ...resumed, resume: resumed.resume });
  }

  resumeMemory.watch(({ conversationId, resume }) => {
    if (conversationId !== session.conversationId || resume === session.resume) return;
    keep({ ...session, resume });
  });
  keep(begun);

  return {
    session: () => session,
    newest: () => newestResume(session),
    renewed(token) {
      keep({ ...session, token });
      const kept = ours();
      if (kept !== undefined) resumeMemory.write(kept);
    },
    comeBack(refused) {
      if (refused !== session.token) return Promise.resolve();
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    offer() {
      const { resume } = session;
      if (resume !== undefined && resumeMemory.read() === undefined)
        resumeMemory.write({ ...session, resume });
    },
    withdraw() {
      if (ours() !== undefined) resumeMemory.clear();
    },
  };
}
