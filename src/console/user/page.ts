import { createAfterChat } from './after-chat.ts';
import { createChatsApi } from './chats-api.ts';
import type { ConnectionState } from './connection.ts';
import { type Conversation, showConversation } from './conversation.ts';
import { part } from './element.ts';
import { answersIn, askFields } from './form.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import { type ChatSession, chatMemory, resumeMemory } from './kept.ts';
import { type LiveChat, noLiveChat, statusLine } from './live-chat.ts';
import { whileLoading } from './loading.ts';
import { createMyChats } from './my-chats.ts';
import { sendableLine } from './sendable.ts';
import { CannotGoOn, leaveSession, openSession, resumeSession, stillHolds } from './session.ts';
import { vouchedCustomer } from './vouched.ts';
import { loadWebChat } from './web-chat.ts';
import { askWhetherBack } from './welcome-back.ts';

const form = part('start', HTMLFormElement);
const failure = part('error', HTMLElement);
const status = part('status', HTMLElement);
const cancel = part('cancel', HTMLButtonElement);
const leave = part('leave', HTMLButtonElement);
const chats = part('chats', HTMLButtonElement);
const confirm = part('confirm', HTMLDialogElement);
const chat = part('webchat', HTMLElement);
const sendable = part('sendable', HTMLElement);
const over = part('over', HTMLElement);
/** What this tab goes on with. */
let keeper: Keeper | undefined;

/** Of a new tab: the chat is this one's from now on. */
function begin(session: ChatSession): Promise<Conversation> {
  const { resume } = session;
  if (resume !== undefined) resumeMemory.write({ ...session, resume });
  return show(session);
}

async function show(session: ChatSession): Promise<Conversation> {
  form.hidden = true;
  const webChat = await whileLoading(loadWebChat());
  const kept = createKeeper(session);
  keeper = kept;
  chat.hidden = false;
  leave.hidden = false;
  // The page is whole without it.
  void sendableLine().then(
    (line) => {
      sendable.textContent = line;
    },
    () => {},
  );
  const api = createChatsApi(() => conversation.token());
  const after = createAfterChat(api, () => conversation.focus());
  const onEnd = () => void after.show().catch(() => {});
  let live: LiveChat = noLiveChat;
  let connection: ConnectionState['is'] = 'online';
  const tell = () => {
    status.textContent = connection === 'lost' ? 'Connection lost, trying…' : statusLine(live);
    status.classList.toggle('lost', connection === 'lost');
  };
  const onChange = (changed: LiveChat) => {
    live = changed;
    if (live.state === 'none') kept.withdraw();
    else {
      after.hide();
      kept.offer();
    }
    tell();
    cancel.hidden = live.state === 'none';
    // Leaving an open live chat without a word would let the agent wait.
    leave.hidden = live.state !== 'none';
  };
  const onConnection = (state: ConnectionState) => {
    connection = state.is;
    tell();
    if (state.is === 'over') showOver(state.why);
  };
  const conversation = showConversation(webChat, kept, chat, onChange, onEnd, onConnection);
  const myChats = createMyChats(api);
  chats.hidden = false;
  chats.addEventListener('click', () => myChats.open());
  confirm.addEventListener('close', () => {
    if (confirm.returnValue !== 'cancel') return;
    conversation.cancel();
    conversation.focus();
  });
  return conversation;
}

/** The conversation stays to be read, and what was typed stays in the box. */
function showOver(why: string): void {
  chatMemory.clear();
  keeper?.withdraw();
  status.textContent = 'Not connected';
  part('over-told', HTMLElement).textContent = why;
  for (const gone of [cancel, leave, chats]) gone.hidden = true;
  part('after', HTMLElement).hidden = true;
  over.hidden = false;
}

async function start(name: string, email: string, answers = {}, identity?: string): Promise<void> {
  const button = form.querySelector('button');
  if (button) button.disabled = true;
  failure.hidden = true;
  try {
    (await begin(await openSession(name, email, answers, identity))).focus();
  } catch (error) {
    fail(error);
  } finally {
    if (button) button.disabled = false;
  }
}

function fail(error: unknown): void {
  failure.textContent = error instanceof Error ? error.message : String(error);
  failure.hidden = false;
  form.hidden = false;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const data = new FormData(form);
  void start(String(data.get('name')).trim(), String(data.get('email')).trim(), answersIn(data));
});
cancel.addEventListener('click', () => {
  confirm.returnValue = '';
  confirm.showModal();
});
leave.addEventListener('click', () => {
  leaveSession(keeper?.newest());
  beginAfresh();
});
part('over-new', HTMLButtonElement).addEventListener('click', beginAfresh);

function beginAfresh(): void {
  chatMemory.clear();
  keeper?.withdraw();
  // A fresh page: Web Chat cannot be taken down and put up again for another user.
  location.replace(location.pathname);
}

/** Goes on with the conversation of before a reload; of before a closed tab, once the user has said so. */
async function goOn(): Promise<boolean> {
  const here = chatMemory.read();
  const kept = here === undefined ? resumeMemory.read() : undefined;
  try {
    if (here !== undefined) await show(await stillHolds(here).catch(unlessOver(here)));
    else if (kept === undefined) return false;
    else {
      const back = await askWhetherBack(kept, () => resumeSession(kept));
      if (back !== undefined) return Boolean(await begin(back));
      resumeMemory.clear();
      leaveSession(kept.resume);
      return false;
    }
    return true;
  } catch (error) {
    if (!(error instanceof CannotGoOn)) throw error;
    chatMemory.clear();
    if (kept !== undefined || resumeMemory.read()?.conversationId === here?.conversationId)
      resumeMemory.clear();
    fail(error);
    return false;
  }
}

/** While nobody answers the page shows what it has, and goes on trying. */
const unlessOver =
  (session: ChatSession) =>
  (error: unknown): ChatSession => {
    if (error instanceof CannotGoOn) throw error;
    return session;
  };

/** Goes on, or starts at once for a name in the address if that is all there is to ask, or asks. */
async function open(): Promise<void> {
  // It is large: it comes while the user reads and types.
  loadWebChat().catch(() => {});
  const vouched = await vouchedCustomer().catch(() => undefined);
  if (vouched && chatMemory.read()?.userName !== vouched.name)
    return start(vouched.name, '', {}, vouched.identity);
  if (await goOn()) return;
  const given = new URLSearchParams(location.search);
  const [name = '', email = ''] = ['name', 'email'].map((one) => given.get(one)?.trim());
  const asked = await askFields(failure).catch(() => 0);
  // Who has just read that their chat cannot go on begins the next one themselves.
  if (name !== '' && asked === 0 && failure.hidden) return start(name, email);
  part('name', HTMLInputElement).value = name;
  part('email', HTMLInputElement).value = email;
  form.hidden = false;
  form.querySelector('input')?.focus();
  // Fetched while the user types.
  await loadWebChat();
}

open().catch(fail);
