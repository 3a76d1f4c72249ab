/** Where the user stands on the way to a live agent. */
export interface LiveChat {
  readonly state: 'none' | 'waiting' | 'talking';
  /** The agent's screen name, once one has spoken. */
  readonly agent?: string;
}

export const noLiveChat: LiveChat = { state: 'none' };

export interface SeenActivity {
  readonly type?: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly timestamp?: string;
  readonly from?: { readonly id?: string; readonly name?: string; readonly role?: string };
}

/**
 * Learns from one activity whether a live chat is open. `handoff.status` is the Bot Framework's event;
 * `requested` is sent beside its three states when the chat begins to wait.
 */
export function afterActivity(live: LiveChat, activity: SeenActivity): LiveChat {
  if (activity.type === 'event' && activity.name === 'handoff.status') {
    switch (stateOf(activity.value)) {
      case 'requested':
        return { state: 'waiting' };
      case 'accepted':
        return { state: 'talking' };
      case 'completed':
      case 'failed':
        return noLiveChat;
      default:
        return live;
    }
  }
  const name = activity.from?.name;
  const spoken =
    activity.type === 'message' && activity.from?.role === 'bot' && name !== undefined && name !== '';
  return live.state === 'talking' && spoken ? { ...live, agent: name } : live;
}

function stateOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'state' in value ? value.state : undefined;
}

/** The line under the page's title. */
export function statusLine(live: LiveChat): string {
  if (live.state === 'waiting') return 'Waiting for a live agent…';
  if (live.state === 'none') return 'Virtual agent';
  return live.agent === undefined ? 'A live agent is with you' : `Live chat with ${live.agent}`;
}
