import type { Alerts } from '../arrivals/preferences.ts';
import type { FilesAction } from './enclosures.ts';
import type { HandAction } from './hand.ts';
import type { SideAction } from './side.ts';
import type {
  Agent,
  Chat,
  ChatPage,
  Connection,
  Draft,
  Entry,
  ListName,
  Notice,
  PendingLine,
  Session,
  State,
} from './state.ts';
import type { TypingAction } from './typing.ts';
import type { WatchAction } from './watch.ts';

/** Everything that can change what the console shows. */
export type Action =
  | TypingAction
  | SideAction
  | HandAction
  | FilesAction
  | WatchAction
  | {
      readonly type: 'signed-in';
      readonly session: Session;
      /** What this agent had written before; absent where somebody else was here last. */
      readonly drafts?: State['drafts'];
    }
  | { readonly type: 'signed-out'; readonly why?: string }
  | { readonly type: 'me'; readonly agent: Agent }
  | { readonly type: 'link'; readonly link: State['link'] }
  | { readonly type: 'visible'; readonly visible: boolean }
  | { readonly type: 'width'; readonly width: State['width'] }
  | { readonly type: 'alerts'; readonly alerts: Partial<Alerts> }
  | { readonly type: 'list-seen'; readonly name: ListName }
  | { readonly type: 'tab'; readonly tab: ListName }
  | { readonly type: 'select'; readonly chat: string | undefined }
  | { readonly type: 'beside'; readonly chat: string | undefined }
  | { readonly type: 'list'; readonly name: ListName; readonly page: ChatPage; readonly more: boolean }
  | { readonly type: 'chat'; readonly chat: Chat }
  | { readonly type: 'connected'; readonly chat: string; readonly user: Connection }
  | { readonly type: 'log'; readonly chat: Chat; readonly entries: readonly Entry[] }
  /** Redis may have lost what this window knows; it stays in view until it is fetched again. */
  | { readonly type: 'anew' }
  | { readonly type: 'draft'; readonly chat: string; readonly draft: Partial<Draft> }
  | { readonly type: 'sending'; readonly chat: string; readonly line: PendingLine }
  | { readonly type: 'sent'; readonly chat: string; readonly key: string; readonly entry: Entry }
  | { readonly type: 'not-sent'; readonly chat: string; readonly key: string; readonly error: string }
  | { readonly type: 'unsend'; readonly chat: string; readonly key: string }
  | { readonly type: 'running'; readonly what: string; readonly on: boolean }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'dismiss'; readonly id: number };
