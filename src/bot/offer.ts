import { plainWords } from '../shared/plain-words.ts';
import type { HandoffWish, OfferReason } from './ports.ts';
import type { Words } from './words-for-user.ts';

/** What a user may do in place of talking to an agent now. */
export type Choice = 'wait' | 'again' | 'ticket' | 'back';

/** The choices as they were shown, and the wish they are about; it lies in the conversation until it is settled. */
export interface Offer {
  readonly choices: readonly { readonly choice: Choice; readonly label: string }[];
  readonly wish: HandoffWish;
}

/** @param may what there is behind the choices: a ticket system, a virtual agent to go back to */
export function offerOf(
  wish: HandoffWish,
  reason: OfferReason,
  may: { readonly ticket: boolean; readonly back: boolean },
  words: Words,
): Offer {
  const choices: readonly Choice[] = [
    'wait',
    ...(reason === 'nobody' ? (['again'] as const) : []),
    ...(may.ticket ? (['ticket'] as const) : []),
    ...(may.back ? (['back'] as const) : []),
  ];
  return {
    choices: choices.map((choice) => ({ choice, label: words(choice) })),
    // What the bot said before is in the conversation by the time it is needed.
    wish: { ...wish, lines: [] },
  };
}

/**
 * The choice that a text makes: its number, or its label in any case; undefined for everything else.
 * @param usual the labels in the usual language: they count whichever was shown
 */
export function choiceIn(offer: Offer, text: string, usual: Words): Choice | undefined {
  const words = plainWords(text).trim();
  if (/^\d{1,2}$/.test(words)) return offer.choices[Number(words) - 1]?.choice;
  const means = (label: string) => plainWords(label).trim() === words;
  return offer.choices.find(({ choice, label }) => means(label) || means(usual(choice)))?.choice;
}

// Elsewhere buttons are dropped or come only in some kinds of conversation; there the choices are numbered lines.
const WITH_BUTTONS = new Set(['directline', 'webchat', 'emulator', 'test']);

/** The offer as its user sees it. */
export function offerActivity(
  { choices }: Offer,
  reason: OfferReason,
  channelId: string,
  words: Words,
): Record<string, unknown> {
  const said = `${words(reason)} ${words('offer')}`;
  if (!WITH_BUTTONS.has(channelId))
    return plain([said, ...choices.map(({ label }, i) => `${i + 1}. ${label}`)].join('\n'));
  const actions = choices.map(({ label }) => ({ type: 'imBack', title: label, value: label }));
  return { ...plain(said), suggestedActions: { to: [], actions }, inputHint: 'expectingInput' };
}

export const plain = (text: string) => ({ type: 'message', text, textFormat: 'plain' });
