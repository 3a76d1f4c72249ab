import { type ChatRow, whenMine } from './row.ts';

/** Gives the chat back to its queue; nothing has to be asked. */
export const RELEASE: ChatRow = {
  name: 'release',
  label: 'Release',
  menu: 'chat',
  when: whenMine,
  async begin(desk, chat) {
    await desk.atOnce.release(chat);
    return 'done';
  },
};
