/** What `POST /chat/session` gives: a token for one user and one conversation, and how this browser comes back. */
export interface ChatSession {
  readonly token: string;
  readonly conversationId: string;
  readonly userId: string;
  readonly userName: string;
  /** The newest secret that this tab knows; none in a conversation that was chosen under My chats. */
  readonly resume?: string;
}

/** What other tabs of this browser, and later ones, find of it. */
export interface KeptResume {
  readonly resume: string;
  readonly conversationId: string;
  readonly userName: string;
}

const TAB = 'deskbridge.chat';
const BROWSER = 'deskbridge.resume';
/** As long as the server keeps it after its last use, milliseconds. */
const LIFE = 24 * 3600_000;

/** The session outlives a reload and ends with the browser tab. */
export const chatMemory = {
  read: (): ChatSession | undefined => read<ChatSession>(sessionArea, TAB, 'token'),
  write: (session: ChatSession): void => write(sessionArea, TAB, session),
  clear: (): void => remove(sessionArea, TAB),
};

/** By what a new tab of this browser goes on, for a day. */
export const resumeMemory = {
  read(): KeptResume | undefined {
    const kept = read<KeptResume & { readonly until?: number }>(browserArea, BROWSER, 'resume');
    if (kept !== undefined && typeof kept.until === 'number' && kept.until > Date.now()) return kept;
    remove(browserArea, BROWSER);
    return undefined;
  },
  write({ resume, conversationId, userName }: KeptResume): void {
    write(browserArea, BROWSER, { resume, conversationId, userName, until: Date.now() + LIFE });
  },
  clear: (): void => remove(browserArea, BROWSER),
  /** Another tab has used it: the newest secret is there. */
  watch(changed: (kept: KeptResume) => void): void {
    window.addEventListener('storage', ({ key }) => {
      const kept = key === BROWSER ? resumeMemory.read() : undefined;
      if (kept !== undefined) changed(kept);
    });
  },
};

/** What has been seen to of a chat that is over. */
export const seenTo = {
  is: (what: string, id: string): boolean => attempt(() => sessionStorage.getItem(what)) === id,
  mark: (what: string, id: string): void => void attempt(() => sessionStorage.setItem(what, id)),
};

// A browser that keeps nothing throws where its areas are named: the page works without, until it is closed.
type Area = () => Storage;
const sessionArea: Area = () => sessionStorage;
const browserArea: Area = () => localStorage;

function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

/** What stands there, unless it is none of ours. @param member a text that it has to hold */
function read<T extends object>(area: Area, key: string, member: keyof T): T | undefined {
  const value = attempt(() => JSON.parse(area().getItem(key) ?? 'null') as T | null);
  return typeof value?.[member] === 'string' ? value : undefined;
}
const write = (area: Area, key: string, value: object): void =>
  void attempt(() => area().setItem(key, JSON.stringify(value)));
const remove = (area: Area, key: string): void => void attempt(() => area().removeItem(key));
