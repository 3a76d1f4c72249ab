import type { Chat } from '../../chat/chat.ts';
import type { Ending } from '../../chat/ending.ts';
import type { Entry } from '../../chat/entry.ts';

const AT = Date.UTC(2026, 0, 15, 9, 30);
const USER = { kind: 'user', id: 'dana', name: 'Dana Reyes' } as const;

/** A chat as an agent has it, for trying a mapping out. */
export const sampleChat: Chat = {
  id: 'chat-sample',
  status: 'assigned',
  company: 'Calbro Services',
  queue: 'Network',
  topic: 'Network',
  source: 'webchat',
  subject: 'VPN drops every few minutes',
  context: [{ label: 'device.id', value: 'LT-0042' }],
  user: { id: 'dana', name: 'Dana Reyes', email: 'dana.reyes@example.com', verified: true },
  conversation: { channel: 'webchat', id: 'sample' },
  owner: { id: 'alice', screenName: 'Alice Smith' },
  cancelledByUser: false,
  createdAt: AT,
  assignedAt: AT + 60_000,
  tickets: [],
  version: 3,
  epoch: 1,
};

/** Its log, with the characters that ITSM systems stumble over, and a side note that must not show up. */
export const sampleLog: readonly Entry[] = [
  line(1, USER, 'My VPN says "tunnel lost" – it’s at 100% since 9:00 😟'),
  line(2, { kind: 'agent', id: 'alice', name: 'Alice Smith' }, 'Which client do you use?'),
  { ...line(3, { kind: 'agent', id: 'alice', name: 'Alice Smith' }, 'Side note: third call'), ...sideNote() },
  line(4, USER, 'Version 5.1\nO’Brien & Söhne build'),
];

function line(seq: number, author: Entry['author'], text: string): Entry {
  return { seq, at: AT + seq * 30_000, author, visibility: 'public', type: 'message', text };
}

function sideNote() {
  return { visibility: 'internal', type: 'note' } as const;
}

/** The chat as it stands when it ends so. */
export function endedAs(chat: Chat, ending: Ending): Chat {
  const { owner, abandoning: _, ...rest } = chat;
  const by = owner ?? { id: 'agent', screenName: 'Agent' };
  if (ending === 'resolved')
    return { ...rest, owner: by, disposition: 'resolved', resolution: chat.resolution ?? 'Client updated.' };
  if (ending === 'cancelled-while-waiting')
    return { ...rest, disposition: 'cancelled', cancelledByUser: true };
  return {
    ...rest,
    owner: by,
    disposition: 'abandoned',
    cancelledByUser: ending === 'abandoned-by-user',
  };
}
