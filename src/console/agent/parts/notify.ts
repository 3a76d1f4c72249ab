import { unreadIn } from '../state/log.ts';
import { isMine } from '../state/rights.ts';
import { noLog, type State } from '../state/state.ts';

/** True where the browser can show notifications and has not been asked yet. */
export const notificationsAskable = (): boolean =>
  'Notification' in window && Notification.permission === 'default';

export const askForNotifications = async (): Promise<void> => {
  await Notification.requestPermission();
};

/** Shows the newest unseen words of a user while the console is not before the agent's eyes. */
export function notifyOf(state: State, before: State): void {
  if (state.visible || !('Notification' in window) || Notification.permission !== 'granted') return;
  for (const id of state.lists.mine.ids) {
    const chat = state.chats[id];
    const log = state.logs[id] ?? noLog;
    const old = before.logs[id] ?? noLog;
    if (!chat || !isMine(state, chat) || !old.loaded || unreadIn(log) <= unreadIn(old)) continue;
    const last = log.entries.findLast((entry) => entry.author.kind === 'user');
    if (!last) continue;
    const shown = new Notification('Incoming chat message', {
      body: `${chat.user.name} has sent you a new message: ${last.text.slice(0, 200)}`,
      tag: id,
    });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  }
}
