import { createAfterChat } from './after-chat.ts';
import { createChatsApi } from './chats-api.ts';
import { type Conversation, showConversation } from './conversation.ts';
import { part } from './element.ts';
import { answersIn, askFields } from './form.ts';
import { type LiveChat, statusLine } from './live-chat.ts';
import { createMyChats } from './my-chats.ts';
import { sendableLine } from './sendable.ts';
import { type ChatSession, chatMemory, openSession, stillHolds } from './session.ts';
import { loadWebChat } from './web-chat.ts';

const form = part('start', HTMLFormElement);
const failure = part('error', HTMLElement);
const status = part('status', HTMLElement);
const cancel = part('cancel', HTMLButtonElement);
const leave = part('leave', HTMLButtonElement);
const chats = part('chats', HTMLButtonElement);
const confirm = part('confirm', HTMLDialogElement);
const chat = part('webchat', HTMLElement);
const sendable = part('sendable', HTMLElement);

async function show(session: ChatSession): Promise<Conversation> {
  const webChat = await loadWebChat();
  chatMemory.write(session);
  form.hidden = true;
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
  const onChange = (live: LiveChat) => {
    if (live.state !== 'none') after.hide();
    status.textContent = statusLine(live);
    cancel.hidden = live.state === 'none';
    // Leaving an open live chat without a word would let the agent wait.
    leave.hidden = live.state !== 'none';
  };
  const conversation = showConversation(webChat, session, chat, onChange, onEnd);
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

async function start(name: string, email: string, answers = {}): Promise<void> {
  const button = form.querySelector('button');
  if (button) button.disabled = true;
  failure.hidden = true;
  try {
    (await show(await openSession(name, email, answers))).focus();
  } catch (error) {
    failure.textContent = error instanceof Error ? error.message : String(error);
    failure.hidden = false;
    form.hidden = false;
  } finally {
    if (button) button.disabled = false;
  }
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
  chatMemory.clear();
  // A fresh page: Web Chat cannot be taken down and put up again for another user.
  location.replace(location.pathname);
});

/** Goes on with the conversation of before a reload, or starts at once for a name in the address if that is all there is to ask, or asks. */
async function begin(): Promise<void> {
  const kept = chatMemory.read();
  if (kept && (await stillHolds(kept).catch(() => true))) return void (await show(kept));
  const given = new URLSearchParams(location.search);
  const [name = '', email = ''] = ['name', 'email'].map((one) => given.get(one)?.trim());
  const asked = await askFields(failure).catch(() => 0);
  if (name !== '' && asked === 0) return start(name, email);
  part('name', HTMLInputElement).value = name;
  part('email', HTMLInputElement).value = email;
  form.hidden = false;
  form.querySelector('input')?.focus();
  // Fetched while the user types.
  await loadWebChat();
}

begin().catch((error: unknown) => {
  failure.textContent = error instanceof Error ? error.message : String(error);
  failure.hidden = false;
  form.hidden = false;
});
