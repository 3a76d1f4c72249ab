import { isMine, joined } from './rights.ts';
import type { Chat, State } from './state.ts';

/** What a supervisor can do with a chat of the overview. */
export type ChatMove =
  | 'assign'
  | 'take-part'
  | 'read-along'
  | 'silently'
  | 'whisper'
  | 'transfer'
  | 'release'
  | 'force-close';

const WORDS: Record<ChatMove, string> = {
  assign: 'Assign to an agent…',
  'take-part': 'Take part',
  'read-along': 'Read along',
  silently: 'Monitor silently',
  whisper: 'Whisper to the agent…',
  transfer: 'Transfer…',
  release: 'Release to the queue',
  'force-close': 'Close by force…',
};

export const moveWords = (move: ChatMove): string => WORDS[move];

/** The moves that make sense for a chat as it stands; what else is wrong the server says. */
export function movesFor(state: State, chat: Chat): readonly ChatMove[] {
  if (chat.status === 'queued') return ['assign', 'force-close'];
  if (chat.status === 'pending-transfer') return ['force-close'];
  if (chat.status === 'closed') return [];
  if (isMine(state, chat)) return ['transfer', 'release', 'force-close'];
  const inside = joined(state, chat)?.mode;
  return [
    ...(inside === 'participant' ? [] : (['take-part'] as const)),
    ...(inside === undefined ? (['read-along'] as const) : []),
    ...(inside === undefined && state.me?.desk?.silentMonitoring ? (['silently'] as const) : []),
    'whisper',
    'transfer',
    'release',
    'force-close',
  ];
}
