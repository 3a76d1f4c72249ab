import type { Entry } from '../chat/entry.ts';

// Elsewhere a card is dropped or becomes an error; there the link stands in the text.
const WITH_CARDS = new Set(['directline', 'webchat', 'msteams', 'emulator', 'test']);

export const takesCards = (channelId: string): boolean => WITH_CARDS.has(channelId);

/** A shared article as a card, in place of its text, where the channel shows cards. */
export function cardOf({ article }: Entry, channelId: string): Record<string, unknown> {
  if (article === undefined || !takesCards(channelId)) return {};
  const { title, url, text } = article;
  return {
    text: '',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.hero',
        content: { title, text, buttons: [{ type: 'openUrl', title: 'Read the article', value: url }] },
      },
    ],
  };
}
