import type { Action } from './action.ts';
import { reduceFiles } from './enclosures.ts';
import { withOpenGaps } from './gaps.ts';
import { reduceHand } from './hand.ts';
import { listSeen, putPage } from './lists.ts';
import { callsFor, lastSeq, merge, renewed } from './log.ts';
import { besideOf } from './select.ts';
import { noSide, reduceSide } from './side.ts';
import { type Connection, initial, type Log, noDraft, noLog, type State } from './state.ts';
import { newCalls } from './supervisor.ts';
import { afterLines, reduceTyping } from './typing.ts';
import { reduceWatch } from './watch.ts';

/** The console's one reducer: pure, so that every change of what is shown can be tested without a browser. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'signed-in':
      // The same agent finds the words they had not sent yet, and nobody else does.
      return {
        ...initial,
        visible: state.visible,
        width: state.width,
        selected: state.selected,
        drafts: action.drafts ?? {},
        files: action.drafts === undefined ? {} : state.files,
        session: action.session,
        side: { ...noSide, tab: state.side.tab },
      };
    case 'signed-out':
      return {
        ...initial,
        visible: state.visible,
        width: state.width,
        // Drafts outlive a lost session, never a wish to sign out.
        drafts: action.why === undefined ? {} : state.drafts,
        files: action.why === undefined ? {} : state.files,
        selected: action.why === undefined ? undefined : state.selected,
        signedOut: action.why,
      };
    case 'me':
      return { ...state, me: action.agent };
    case 'link':
      return { ...state, link: action.link };
    case 'visible':
      return readSelected({ ...state, visible: action.visible });
    case 'width':
      return readSelected({ ...state, width: action.width });
    case 'alerts':
      return { ...state, alerts: { ...state.alerts, ...action.alerts } };
    case 'list-seen':
      return listSeen(state, action.name);
    case 'tab':
      return { ...state, tab: action.tab };
    case 'select':
      return select(state, action.chat);
    case 'beside':
      return readSelected({ ...state, beside: action.chat });
    case 'list':
      return putPage(state, action.name, action.page, action.more);
    case 'chat':
      return putChat(state, action.chat);
    case 'connected':
      return putConnection(state, action.chat, action.user);
    case 'log':
      return putLog(putChat(state, action.chat), action.chat.id, (log) => {
        const take = log.stale ? renewed : merge;
        const merged = take(log, action.entries, state.me?.id ?? state.session?.agent.id);
        // What stood in the log before this window opened is not news.
        return { ...merged, loaded: true, seen: log.loaded ? merged.seen : lastSeq(merged) };
      });
    case 'anew':
      return {
        ...state,
        // Whatever version a chat has now, it is newer.
        chats: mapped(state.chats, (chat) => ({ ...chat, version: 0 })),
        logs: mapped(state.logs, (log) => ({ ...log, stale: true })),
      };
    case 'draft': {
      const draft = withOpenGaps({ ...(state.drafts[action.chat] ?? noDraft), ...action.draft });
      return { ...state, drafts: { ...state.drafts, [action.chat]: draft } };
    }
    case 'sending':
      return putLog(state, action.chat, (log) => ({
        ...log,
        pending: [...log.pending.filter((line) => line.key !== action.line.key), action.line],
      }));
    case 'sent':
      return putLog(state, action.chat, (log) =>
        merge({ ...log, pending: log.pending.filter((line) => line.key !== action.key) }, [action.entry], ''),
      );
    case 'not-sent':
      return putLog(state, action.chat, (log) => ({
        ...log,
        pending: log.pending.map((line) =>
          line.key === action.key ? { ...line, error: action.error } : line,
        ),
      }));
    case 'unsend':
      return putLog(state, action.chat, (log) => ({
        ...log,
        pending: log.pending.filter((line) => line.key !== action.key),
      }));
    case 'running': {
      const running = new Set(state.running);
      if (action.on) running.add(action.what);
      else running.delete(action.what);
      return { ...state, running };
    }
    case 'notice':
      return { ...state, notices: [...state.notices.slice(-2), action.notice] };
    case 'dismiss':
      return { ...state, notices: state.notices.filter((notice) => notice.id !== action.id) };
    case 'side-tab':
    case 'customer':
    case 'search':
    case 'preview':
    case 'outages':
      return { ...state, side: reduceSide(state.side, action) };
    case 'files-policy':
    case 'enclose':
    case 'enclosing':
    case 'unenclose':
      return { ...state, files: reduceFiles(state.files, action) };
    case 'hand-open':
      // One page at a time lies over the chats.
      return {
        ...state,
        hand: reduceHand(state.hand, action),
        watch: { ...state.watch, open: false },
      };
    case 'hand-page':
    case 'checks':
      return { ...state, hand: reduceHand(state.hand, action) };
    case 'watch-open':
      return {
        ...state,
        watch: reduceWatch(state.watch, action),
        hand: { ...state.hand, open: false },
      };
    case 'overview': {
      const watch = reduceWatch(state.watch, action);
      return { ...(watch.overview.value?.chats ?? []).reduce(putChat, state), watch };
    }
    case 'calls': {
      const after = { ...action.chats.reduce(putChat, state), watch: reduceWatch(state.watch, action) };
      const [call] = newCalls(after, state);
      if (!call) return after;
      return { ...after, announced: { text: `${call.assistance?.by.screenName} asks for assistance` } };
    }
    case 'typing':
      return { ...state, typing: reduceTyping(state.typing, action) };
    case 'silent':
      return { ...state, watch: reduceWatch(state.watch, action) };
  }
}

function select(state: State, chat: string | undefined): State {
  const fresh = new Set(state.fresh);
  if (chat !== undefined) fresh.delete(chat);
  const { silent, ...watch } = state.watch;
  return readSelected({
    ...state,
    selected: chat,
    fresh,
    watch: { ...watch, ...(silent === chat && { silent }) },
  });
}

const mapped = <T>(all: Readonly<Record<string, T>>, change: (one: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(all).map(([id, one]) => [id, change(one)]));

function putChat(state: State, chat: State['chats'][string]): State {
  const known = state.chats[chat.id];
  // A slow answer must not undo a newer one.
  if (known && known.version > chat.version) return state;
  return { ...state, chats: { ...state.chats, [chat.id]: chat } };
}

/** It is no change of the chat, so its version stays. */
function putConnection(state: State, id: string, connection: Connection): State {
  const chat = state.chats[id];
  if (!chat) return state;
  const { disconnectedAt: _before, ...user } = chat.user;
  return { ...state, chats: { ...state.chats, [id]: { ...chat, user: { ...user, ...connection } } } };
}

function putLog(state: State, chat: string, change: (log: Log) => Log): State {
  const before = state.logs[chat] ?? noLog;
  const after = change(before);
  const typing = afterLines(state.typing, chat, before.entries, after.entries);
  const next = readSelected({ ...state, logs: { ...state.logs, [chat]: after }, typing });
  return { ...next, announced: announcement(next, chat, before, after) ?? state.announced };
}

/** Marks as seen what is before the agent's eyes. */
function readSelected(state: State): State {
  if (!state.visible) return state;
  let logs = state.logs;
  for (const id of [state.selected, besideOf(state)]) {
    const log = id === undefined ? undefined : logs[id];
    if (id !== undefined && log && log.seen < lastSeq(log)) {
      logs = { ...logs, [id]: { ...log, seen: lastSeq(log) } };
    }
  }
  return logs === state.logs ? state : { ...state, logs };
}

function announcement(state: State, chat: string, before: Log, after: Log) {
  if (!before.loaded) return undefined;
  const known = lastSeq(before);
  const me = state.session?.agent.id;
  const news = after.entries
    .filter((entry) => entry.seq > known && (entry.author.kind !== 'agent' || callsFor(entry, me)))
    .at(-1);
  if (!news) return undefined;
  const where =
    state.selected === chat ? '' : ` in the chat with ${state.chats[chat]?.user.name ?? 'a user'}`;
  return {
    text: news.type === 'message' ? `${news.author.name}${where}: ${news.text}` : `${news.text}${where}`,
  };
}
