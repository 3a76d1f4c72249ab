import type { Chat, Invited } from '../chat/chat.ts';

/** The agents beside the owner after something happened to the chat; the list is left out where it is empty. */
function withRows(chat: Chat, rows: readonly Invited[]): Chat {
  const { invited: _before, ...rest } = chat;
  return rows.length === 0 ? rest : { ...rest, invited: rows };
}

/** An agent has one row: what he was before it does not matter any more. */
export const withRow = (chat: Chat, row: Invited): Chat =>
  withRows(chat, [...withoutAgent(chat, row.agent.id), row]);

/** Who has become the owner is not beside him. */
export const asOwner = (chat: Chat, agent: string): Chat => withRows(chat, withoutAgent(chat, agent));

/** The chat has left the agent who invited: what nobody has answered is taken back, who is in it stays. */
export const invitesTakenBack = (chat: Chat): Chat =>
  withRows(
    chat,
    (chat.invited ?? []).filter(({ state }) => state !== 'invited'),
  );

/** A chat that waits, or is closed, has nobody in it. */
export const everybodyLeft = (chat: Chat): Chat => {
  const { invited: rows = [], ...rest } = invitesTakenBack(chat);
  return withRows(
    rest,
    rows.map((row) => (row.state === 'joined' ? { ...row, state: 'left' } : row)),
  );
};

const withoutAgent = ({ invited = [] }: Chat, agent: string): readonly Invited[] =>
  invited.filter((row) => row.agent.id !== agent);
