import { Announcer } from './arrivals/announcer.ts';
import { ListSeen } from './arrivals/list-seen.ts';
import type { Desk } from './desk/desk.ts';
import { pageTitle } from './state/select.ts';

/** What the console does to the window around it: its title, its address, notifications. */
export function connectToWindow(desk: Desk): void {
  const seen = () => desk.setVisible(document.visibilityState === 'visible' && document.hasFocus());
  document.addEventListener('visibilitychange', seen);
  window.addEventListener('focus', seen);
  window.addEventListener('blur', seen);
  window.addEventListener('online', () => desk.following.hurry());

  const [narrow, wide] = ['(max-width: 760px)', '(min-width: 1401px)'].map((query) => matchMedia(query));
  const measure = () => {
    const width = narrow?.matches ? 'narrow' : wide?.matches ? 'wide' : 'usual';
    desk.store.dispatch({ type: 'width', width });
  };
  for (const query of [narrow, wide]) query?.addEventListener('change', measure);
  measure();

  // The open chat stands in the address, so that a reload finds it again.
  const fromAddress = () => decodeURIComponent(location.hash.slice(1)) || undefined;
  window.addEventListener('hashchange', () => {
    if (fromAddress() !== desk.state.selected) desk.select(fromAddress());
  });
  desk.store.dispatch({ type: 'select', chat: fromAddress() });

  // A ticket's link back to its chat waits in the address until somebody has signed in.
  let ticket = new URLSearchParams(location.search).get('ticket');
  const followTicket = () => {
    if (ticket === null || !desk.state.session) return;
    void desk.openTicket(ticket);
    ticket = null;
    history.replaceState(null, '', `${location.pathname}${location.hash}`);
  };

  const announcer = new Announcer(desk);
  const listSeen = new ListSeen(desk.store);
  desk.store.subscribe((state, before) => {
    document.title = pageTitle(state);
    if (state.selected !== before.selected) {
      const address =
        state.selected === undefined ? location.pathname : `#${encodeURIComponent(state.selected)}`;
      history.replaceState(null, '', address);
    }
    if (state.lists.mine.ids !== before.lists.mine.ids) desk.following.readOwnChats();
    announcer.onChange(state, before);
    listSeen.onChange();
    followTicket();
  });
  seen();
}

/** Whether the identity provider has just sent the agent back; the address keeps no mark of it. */
export function takeReturn(): boolean {
  const url = new URL(location.href);
  if (!url.searchParams.has('signed-in')) return false;
  url.searchParams.delete('signed-in');
  history.replaceState(null, '', url.pathname + url.search + url.hash);
  return true;
}
