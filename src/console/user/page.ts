import { showConversation } from './conversation.ts';
import { statusLine } from './live-chat.ts';
import { type ChatSession, chatMemory, openSession, stillHolds } from './session.ts';
import { loadWebChat } from './web-chat.ts';

function part<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`chat.html has no #${id}`);
  return found;
}

const form = part('start', HTMLFormElement);
const failure = part('error', HTMLElement);
const status = part('status', HTMLElement);
const cancel = part('cancel', HTMLButtonElement);
const leave = part('leave', HTMLButtonElement);
const confirm = part('confirm', HTMLDialogElement);
const chat = part('webchat', HTMLElement);

async function show(session: ChatSession): Promise<void> {
  const webChat = await loadWebChat();
  chatMemory.write(session);
  form.hidden = true;
  chat.hidden = false;
  leave.hidden = false;
  const conversation = showConversation(webChat, session, chat, (live) => {
    status.textContent = statusLine(live);
    cancel.hidden = live.state === 'none';
    // Leaving an open live chat without a word would let the agent wait.
    leave.hidden = live.state !== 'none';
  });
  confirm.addEventListener('close', () => {
    if (confirm.returnValue === 'cancel') conversation.cancel();
  });
}

async function start(name: string, email: string): Promise<void> {
  const button = form.querySelector('button');
  if (button) button.disabled = true;
  failure.hidden = true;
  try {
    await show(await openSession(name, email));
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
  void start(String(data.get('name')).trim(), String(data.get('email')).trim());
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

/** Goes on with the conversation of before a reload, or starts at once for a name in the address, or asks. */
async function begin(): Promise<void> {
  const kept = chatMemory.read();
  if (kept && (await stillHolds(kept).catch(() => true))) return show(kept);
  const given = new URLSearchParams(location.search);
  const name = given.get('name')?.trim();
  if (name) return start(name, given.get('email')?.trim() ?? '');
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
