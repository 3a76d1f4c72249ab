import { css, html } from 'lit';
import { markdown, type Piece } from '../../../chat/markdown.ts';
import { richText } from './rich-text.ts';

/** Words with their `code`, fenced code and **bold**, as the user's page shows them too. Nothing in them is ever markup. */
export const markedText = (text: string) =>
  markdown(text).map((block) =>
    block.kind === 'code' ? html`<pre tabindex="0">${block.text}</pre>` : block.pieces.map(marked),
  );

function marked({ text, code, strong }: Piece) {
  const words = code ? html`<code>${text}</code>` : richText(text);
  return strong ? html`<strong>${words}</strong>` : words;
}

export const markedTextStyles = css`
  .bubble :is(code, pre) {
    border-radius: 5px;
    background: color-mix(in oklab, currentColor 9%, transparent);
    font-family: ui-monospace, 'Cascadia Code', 'DejaVu Sans Mono', Menlo, Consolas, monospace;
    font-size: 0.92em;
  }
  .bubble code {
    padding: 1px 5px;
  }
  .bubble pre {
    max-width: 100%;
    margin: 6px 0;
    padding: 8px 10px;
    overflow-x: auto;
    white-space: pre;
  }
  .bubble pre:first-child {
    margin-top: 2px;
  }
  .bubble pre:last-child {
    margin-bottom: 2px;
  }
`;
