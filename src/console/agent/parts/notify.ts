import { cut } from '../../../chat/cut.ts';
import { callsFor, unreadIn } from '../state/log.ts';
import { isIn } from '../state/rights.ts';
import { noLog, type State } from '../state/state.ts';
import { newCalls } from '../state/supervisor.ts';

/** True where the browser can show notifications and has not been asked yet. */
export const notificationsAskable = (): boolean =>
  'Notification' in window && Notification.permission === 'default';

export const askForNotifications = async (): Promise<void> => {
  await Notification.requestPermission();
};

/** Shows what calls for the agent while the console is not before their eyes: a user's words, a chat that is given to them, a colleague's call for assistance. */
export function notifyOf(state: State, before: State): void {
  if (state.visible || !('Notification' in window) || Notification.permission !== 'granted') return;
  const me = state.session?.agent.id;
  for (const id of state.lists.mine.ids) {
    const chat = state.chats[id];
    const log = state.logs[id] ?? noLog;
    const old = before.logs[id] ?? noLog;
    if (!chat || !isIn(state, chat) || !old.loaded || unreadIn(log, me) <= unreadIn(old, me)) continue;
    const last = log.entries.findLast((entry) => callsFor(entry, me));
    if (!last) continue;
    const words = cut(last.text, 200);
    if (last.to) notify('Whisper', `${last.author.name} on the chat with ${chat.user.name}: ${words}`, id);
    else notify('Incoming chat message', `${chat.user.name} has sent you a new message: ${words}`, id);
  }
  for (const id of state.fresh) {
    const chat = state.chats[id];
    if (!chat || before.fresh.has(id) || !isIn(state, chat)) continue;
    notify('New chat', `${chat.user.name} is yours now: ${cut(chat.subject, 200)}`, id);
  }
  for (const { id, assistance } of newCalls(state, before)) {
    const about = assistance?.text === undefined ? '' : `: ${cut(assistance.text, 200)}`;
    notify('Assistance', `${assistance?.by.screenName} asks for assistance${about}`, `assistance ${id}`);
  }
}

function notify(title: string, body: string, tag: string): void {
  const shown = new Notification(title, { body, tag });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}
