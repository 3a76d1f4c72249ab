import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../../look/icons.ts';

/** What can lie open above the words. */
export type Tool = 'files' | 'texts';

/** The buttons below the words. One that cannot be used stays, and says why as it is pressed. */
export const toolButtons = (
  open: Tool | undefined,
  whyNoFiles: string | undefined,
  toggle: (tool: Tool) => void,
): TemplateResult => html`<span class="tools">
  ${button('files', 'paperclip', 'Send a file', open, toggle, whyNoFiles)}
  ${button('texts', 'texts', 'Prepared texts (/)', open, toggle)}
</span>`;

const button = (
  tool: Tool,
  name: string,
  title: string,
  open: Tool | undefined,
  toggle: (tool: Tool) => void,
  why?: string,
) => html`<button
  class="tool"
  aria-label=${title}
  title=${why ?? title}
  aria-expanded=${open === tool}
  aria-disabled=${why === undefined ? nothing : 'true'}
  @click=${() => toggle(tool)}
>${icon(name)}</button>`;
