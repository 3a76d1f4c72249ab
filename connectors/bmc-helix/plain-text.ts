const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** What rich text says, without its markup: articles are written in an HTML editor. */
export function plainText(html: string): string {
  return html
    .replace(/\r\n?/g, '\n')
    .replace(/<li\b[^<>]*>/gi, '\n- ')
    .replace(/<br\b[^<>]*>|<\/(?:p|div|h[1-6]|tr|ul|ol)\s*>/gi, '\n')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/&(?:#(\d{1,7})|([a-z]{1,6}));/gi, (whole, number?: string, name?: string) =>
      number === undefined ? (NAMED[name?.toLowerCase() ?? ''] ?? whole) : character(Number(number), whole),
    )
    .replace(/(?<![ \t])[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const character = (code: number, otherwise: string): string =>
  code >= 32 && code <= 0x10_ff_ff ? String.fromCodePoint(code).toWellFormed() : otherwise;
