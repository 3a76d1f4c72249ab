export interface Piece {
  readonly text: string;
  /** Set where the piece is a link that is safe to open. */
  readonly href?: string;
}

// Neither quotes, brackets nor control and bidi characters belong to an address.
const CANDIDATE = /\b(?:https?:\/\/|mailto:)[^\s<>"'`{}|\\^\p{C}]+/giu;
const CLOSING = /(?<![.,;:!?…)\]])[.,;:!?…)\]]+$/u;
const ALLOWED = new Set(['https:', 'http:', 'mailto:']);

/**
 * Cuts a message into text and links. Only http, https and mailto become links, and only where the whole
 * address parses and carries no user name, which would disguise the host.
 */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const address = trimEnd(match[0]);
    const href = safeHref(address);
    if (href === undefined) continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    found.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}

/** The address in its parsed form, or nothing where it must not be opened. */
export function safeHref(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  // Files of chats lie on this server.
  if (/^\/files\/[\w-]+\/[^/\\?#]*$/.test(address)) return address;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!ALLOWED.has(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return url.href;
}

/** Punctuation after an address is the sentence's, except a bracket that the address itself opened. */
function trimEnd(address: string): string {
  const cut = address.replace(CLOSING, '');
  const rest = address.slice(cut.length);
  return rest.startsWith(')') && cut.includes('(') ? `${cut})` : cut;
}
