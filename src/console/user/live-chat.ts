/** Where the user stands on the way to a live agent. */
export interface LiveChat {
  readonly state: 'none' | 'waiting' | 'talking';
  /** The agent's screen name, where the desk has told it. */
  readonly agent?: string;
}

export const noLiveChat: LiveChat = { state: 'none' };

export interface SeenActivity {
  readonly id?: string;
  readonly type?: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly timestamp?: string;
  readonly attachments?: unknown;
  readonly channelData?: unknown;
  readonly from?: { readonly id?: string; readonly name?: string; readonly role?: string };
}

/** Lines by which the user learns that his agent has let go of the chat, and no other has it yet. */
const NOBODY_HAS_IT = [
  'chat-released',
  'chat-offered',
  'chat-queued-elsewhere',
  'chat-returned',
  'agent-gone',
  'answer-missed',
];

/**
 * Learns from one activity whether a live chat is open. `handoff.status` is the Bot Framework's event;
 * `requested` is sent beside its three states when the chat begins to wait.
 */
export function afterActivity(live: LiveChat, activity: SeenActivity): LiveChat {
  if (live.state === 'talking' && NOBODY_HAS_IT.includes(codeOf(activity) ?? '')) return { state: 'waiting' };
  if (activity.type !== 'event' || activity.name !== 'handoff.status') return live;
  const { state, agent } = (activity.value ?? {}) as { readonly state?: unknown; readonly agent?: unknown };
  switch (state) {
    case 'requested':
      return { state: 'waiting' };
    case 'accepted':
      return { state: 'talking', ...(typeof agent === 'string' && { agent }) };
    case 'completed':
    case 'failed':
      return noLiveChat;
    default:
      return live;
  }
}

/** What a line of the desk's own tells, as `src/chat/entry.ts` names it. */
export function codeOf({ channelData }: SeenActivity): string | undefined {
  return (channelData as { deskbridge?: { code?: string } } | undefined)?.deskbridge?.code;
}

/** The line under the page's title. */
export function statusLine(live: LiveChat): string {
  if (live.state === 'waiting') return 'Waiting for a live agent…';
  if (live.state === 'none') return 'Virtual agent';
  return live.agent === undefined ? 'A live agent is with you' : `Live chat with ${live.agent}`;
}
