import type { TicketEntry } from './connector.ts';

/** An entry's text with title and address of each link behind it, unless the text says them already. */
export function entryText({ text, links = [] }: TicketEntry): string {
  const lines = links
    .filter(({ title, url }) => !text.includes(title) || (url !== undefined && !text.includes(url)))
    .map(({ title, url }) => (url === undefined ? title : `${title}\n${url}`));
  return [text, ...lines].filter((line) => line !== '').join('\n\n');
}
