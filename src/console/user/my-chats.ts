import { type ChatsApi, download, type TranscriptLine, type UserChat } from './chats-api.ts';
import { button, part, withText } from './element.ts';
import { chatMemory } from './kept.ts';

/** The list of the user's chats: each can be read, kept, gone on with and, for a while, reopened. */
export function createMyChats(api: ChatsApi): { open(): void } {
  const dialog = part('my-chats', HTMLDialogElement);
  const list = part('my-chats-list', HTMLUListElement);
  const told = part('my-chats-told', HTMLElement);
  const tell = (text: string) => {
    told.textContent = text;
  };

  /** Shows the conversation in which that chat was held; the page starts afresh with it. */
  async function goOn(chat: UserChat): Promise<void> {
    chatMemory.write(await api.goOn(chat));
    location.replace(location.pathname);
  }

  async function reopen(chat: UserChat): Promise<void> {
    await api.reopen(chat);
    if (!chat.here) return goOn(chat);
    dialog.close();
  }

  function row(chat: UserChat): HTMLElement {
    const item = document.createElement('li');
    const lines = document.createElement('ol');
    lines.hidden = true;
    const read = async () => {
      if (lines.childElementCount === 0) lines.append(...(await api.read(chat)).map(line));
      lines.hidden = !lines.hidden;
    };
    const actions = document.createElement('div');
    actions.className = 'actions';
    actions.append(
      button('Read', read, tell),
      ...(chat.here ? [] : [button('Continue', () => goOn(chat), tell)]),
      ...(chat.mayReopen ? [button('Reopen', () => reopen(chat), tell)] : []),
      button('Download', () => download(api, chat), tell),
    );
    item.append(
      withText('strong', chat.subject || 'Live chat'),
      withText('p', factsOf(chat)),
      actions,
      lines,
    );
    return item;
  }

  async function fill(): Promise<void> {
    list.replaceChildren();
    tell('');
    const chats = await api.list();
    list.replaceChildren(...chats.map(row));
    if (chats.length === 0) tell('You have had no live chat yet.');
  }

  part('my-chats-close', HTMLButtonElement).addEventListener('click', () => dialog.close());
  return {
    open() {
      dialog.showModal();
      fill().catch((error: unknown) => tell(String((error as Error).message)));
    },
  };
}

const STATUS: Readonly<Record<UserChat['status'], string>> = {
  queued: 'Waiting',
  assigned: 'Open',
  'pending-transfer': 'Open',
  closed: 'Closed',
};

const factsOf = ({ status, left, createdAt, agent }: UserChat): string =>
  [left ? 'Left' : STATUS[status], new Date(createdAt).toLocaleString(), agent?.screenName]
    .filter((one) => one)
    .join(' · ');

function line({ type, author, text, attachments = [] }: TranscriptLine): HTMLElement {
  const files = attachments.map(({ name }) => ` [${name}]`).join('');
  return withText('li', type === 'event' ? text : `${author.name}: ${text}${files}`);
}
