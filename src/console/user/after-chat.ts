import { type ChatsApi, download, type UserChat } from './chats-api.ts';
import { button, part } from './element.ts';
import { seenTo } from './kept.ts';

const DISMISSED = 'deskbridge.after-chat';

/** What a user may do once his chat is over: rate it, reopen it, keep its transcript, or none of these. */
export interface AfterChat {
  /** Asks the server what there is to do, and shows that. */
  show(): Promise<void>;
  hide(): void;
}

/** @param goOn where the focus goes once there is nothing more to do here */
export function createAfterChat(api: ChatsApi, goOn: () => void): AfterChat {
  const panel = part('after', HTMLElement);
  const rating = part('rating', HTMLFormElement);
  const told = part('after-told', HTMLElement);
  const actions = part('after-actions', HTMLElement);
  let shown: UserChat | undefined;
  const tell = (text: string) => {
    told.textContent = text;
  };
  const hide = () => {
    const inUse = panel.contains(document.activeElement);
    panel.hidden = true;
    shown = undefined;
    if (inUse) goOn();
  };
  const dismiss = (chat: UserChat) => {
    seenTo.mark(DISMISSED, chat.id);
    hide();
  };

  async function rate(chat: UserChat): Promise<void> {
    const given = new FormData(rating);
    await api.rate(chat, Number(given.get('score')), String(given.get('comment')).trim());
    rating.hidden = true;
    tell('Thank you for your rating.');
    actions.querySelector('button')?.focus();
  }

  rating.addEventListener('submit', (event) => {
    event.preventDefault();
    if (shown) rate(shown).catch((error: unknown) => tell(String((error as Error).message)));
  });

  return {
    hide,
    async show() {
      const here = (await api.list()).filter((chat) => chat.here);
      const chat = here[0]?.status === 'closed' ? here[0] : undefined;
      const mayRate = chat?.mayRate === true && chat.rating === undefined;
      const offers = chat !== undefined && (mayRate || chat.mayReopen);
      if (!offers || seenTo.is(DISMISSED, chat.id)) return hide();
      if (shown?.id === chat.id) return;
      shown = chat;
      tell('');
      rating.reset();
      rating.hidden = !mayRate;
      actions.replaceChildren(
        ...(chat.mayReopen ? [button('Reopen chat', () => api.reopen(chat), tell)] : []),
        button('Download transcript', () => download(api, chat), tell),
        button('Close', async () => dismiss(chat), tell),
      );
      panel.hidden = false;
    },
  };
}
