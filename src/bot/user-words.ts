import { ActivityTypes } from 'botbuilder';
import { isBlank } from '../chat/blank.ts';
import { cut } from '../chat/cut.ts';
import { type Attachment, fileIdOf } from '../chat/entry.ts';
import { cleanName } from '../chat/names.ts';
import type { InboundActivity } from './activity.ts';
import { cardText, isCard } from './card-text.ts';
import { decoded } from './channel-text.ts';
import { valuesLine } from './form-values.ts';
import { DIRECT_LINE } from './reference.ts';

/** What a user said, and sent with it. */
export interface UserWords {
  readonly text: string;
  readonly attachments?: readonly Attachment[];
}

type Thing = Readonly<Record<string, unknown>>;

/**
 * What the user said: a message, or how they have changed one. Undefined for what is no message, and for a message
 * in which nothing is.
 */
export function userWords(activity: InboundActivity): UserWords | undefined {
  const { type } = activity;
  if (type !== ActivityTypes.Message && type !== ActivityTypes.MessageUpdate) return undefined;
  const sent = (activity.attachments ?? []) as readonly Thing[];
  const attachments = sent.flatMap((one) => linkTo(one, activity));
  const others = sent.filter((one) => linkTo(one, activity).length === 0);
  const typed = isBlank(activity.text ?? '')
    ? (valuesLine(activity.value) ?? '')
    : (activity.text ?? '').toWellFormed();
  const shown = isBlank(typed) ? [] : [typed];
  const named = others.flatMap((one) => nameOf(one, shown.length === 0)).map((name) => cut(name, MOST_NAMED));
  const said = [...shown, ...named, ...places(activity)];
  if (said.length === 0 && attachments.length === 0) return undefined;
  const text =
    type === ActivityTypes.MessageUpdate ? `${changed(activity)}: ${said.join('\n')}` : said.join('\n');
  return attachments.length > 0 ? { text, attachments } : { text };
}

const MAX_URL = 2_000;
/** Most characters of what is told of one attachment. */
const MOST_NAMED = 4_000;

/** What an agent reads before words that stand in the place of others. */
function changed({ channelData }: InboundActivity): string {
  const { eventType } = (channelData ?? {}) as { readonly eventType?: unknown };
  return eventType === 'undeleteMessage' ? 'restored' : 'edited';
}

/** A file where its address may be shown; none for what has no such address. */
function linkTo(
  { contentUrl, name, contentType, size }: Thing,
  { serviceUrl }: InboundActivity,
): Attachment[] {
  // Part of an address leads nowhere.
  if (typeof contentUrl !== 'string' || contentUrl.length > MAX_URL) return [];
  const attachment: Attachment = {
    name: cleanName(String(name ?? '')) || 'file',
    contentType: cut(String(contentType ?? 'application/octet-stream').toWellFormed(), 200),
    url: contentUrl,
  };
  // Only our own Direct Line keeps files; from elsewhere a channel's link is all there is, and it is not fetched.
  if (serviceUrl === DIRECT_LINE && fileIdOf(attachment) !== undefined)
    return [{ ...attachment, ...(typeof size === 'number' && { size }) }];
  return /^https?:/i.test(contentUrl) ? [attachment] : [];
}

/** What a message says beside its text by things that cannot be passed on. */
function nameOf(attachment: Thing, alone: boolean): readonly string[] {
  const { contentType, name, content } = attachment;
  const type = String(contentType ?? '').toLowerCase();
  // Teams sends the text a second time as HTML; what is quoted or forwarded stands beside a text of its own.
  if (type === 'text/html') return alone && typeof content === 'string' ? visible(decoded(content)) : [];
  if (/^(?:message|forwardedmessage)reference$/.test(type)) return alone ? ['sent a quoted message'] : [];
  if (isCard(attachment)) {
    const text = cardText(attachment);
    if (text !== '') return [text];
  }
  const called = cleanName(typeof name === 'string' ? name : '');
  return [`sent ${kindOf(type)} that this channel does not pass on${called === '' ? '' : `: ${called}`}`];
}

const visible = (text: string): readonly string[] => (isBlank(text) ? [] : [text.trim()]);

function kindOf(type: string): string {
  if (type.startsWith('image/') || type === 'image') return 'a picture';
  if (type.startsWith('audio/') || type === 'audio') return 'a recording';
  if (type.startsWith('video/') || type === 'video') return 'a video';
  if (/vcard|contact/.test(type)) return 'a contact card';
  if (type.startsWith('application/vnd.microsoft.')) return 'a card';
  return 'a file';
}

/** Where its sender is, or points to. */
function places({ entities, text }: InboundActivity): readonly string[] {
  if (!isBlank(text ?? '') || !Array.isArray(entities)) return [];
  return (entities as readonly Thing[]).flatMap((entity) => {
    const geo = (entity?.type === 'Place' ? entity.geo : entity) as Thing | undefined;
    const { latitude, longitude, name } = geo ?? {};
    if (typeof latitude !== 'number' || typeof longitude !== 'number') return [];
    const called = cleanName(String(entity.name ?? name ?? ''));
    return [`sent a place: ${called === '' ? '' : `${called}, `}${latitude}, ${longitude}`];
  });
}
