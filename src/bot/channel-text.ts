import { decodeHTMLStrict } from 'entities';
import type { InboundActivity } from './activity.ts';

/** Teams sends what people write as HTML with entities, whatever `textFormat` says. Elsewhere such signs were typed. */
const IN_HTML = new Set(['msteams']);

/** The channel encodes what people write. */
export const isEncoded = ({ channelId, textFormat }: InboundActivity): boolean =>
  IN_HTML.has(channelId) || textFormat === 'xml';

/** Tags that mark text up; any other angle bracket is something that somebody wrote. */
const MARKUP =
  /<\/?(?:at|a|abbr|attachment|b|blockquote|code|codeblock|del|div|em|emoji|font|h[1-6]|i|img|ins|li|ol|p|pre|readonly|s|span|strike|strong|sub|sup|systemeventmessage|table|tbody|td|tfoot|th|thead|tr|u|ul)(?:\s[^<>]*)?\/?>/gi;
const LINE_ENDS = /<(?:br|hr)(?:\s[^<>]*)?\/?>|<\/(?:p|div|li|tr|h[1-6]|blockquote)>/gi;
const LINK = /<a\s([^<>]*)>([^<>]*)<\/a>/gi;

/** Encoded text as people wrote it: tags out, then entities decoded, once. */
export function decoded(text: string): string {
  if (!/[<&]/.test(text)) return text;
  const plain = text
    .replace(LINK, (_, attributes: string, words: string) => linkText(hrefIn(attributes), words))
    .replace(LINE_ENDS, '\n')
    .replace(MARKUP, '');
  // A space that does not break is how Teams writes one beside a mention.
  return decodeHTMLStrict(plain.replace(/&nbsp;|&#160;|&#xa0;/gi, ' ')).toWellFormed();
}

const hrefIn = (attributes: string): string => attributes.split(/\bhref="/i)[1]?.split('"')[0] ?? '';

const linkText = (href: string, words: string): string => {
  if (words.trim() === '') return href;
  return href === '' || words.trim() === href ? words : `${words} (${href})`;
};
