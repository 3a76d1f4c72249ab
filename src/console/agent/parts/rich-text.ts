import { html } from 'lit';
import { pieces } from '../state/links.ts';

/** Words that somebody wrote: text nodes, and links where they are safe. Nothing in them is ever markup. */
export const richText = (text: string) =>
  pieces(text).map((piece) =>
    piece.href === undefined
      ? piece.text
      : html`<a href=${piece.href} target="_blank" rel="noopener noreferrer">${piece.text}</a>`,
  );
