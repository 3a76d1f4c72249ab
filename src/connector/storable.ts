/** Text as any database keeps it: well-formed, no control characters but line breaks and tabs. */
export const storable = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '');
