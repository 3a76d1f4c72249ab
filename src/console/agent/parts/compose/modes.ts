import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../../look/icons.ts';
import type { Draft } from '../../state/state.ts';
import { moveFocus } from '../move-focus.ts';

interface Modes {
  readonly mode: Draft['mode'];
  readonly whyNoNote: string | undefined;
  /** Goes on to write in this mode. */
  readonly choose: (mode: Draft['mode']) => void;
  /** Only walks over it. */
  readonly show: (mode: Draft['mode']) => void;
}

/** The choice between words to the user and a side note. */
export const modeSwitch = (modes: Modes): TemplateResult => html`<div
  class="modes"
  role="radiogroup"
  aria-label="What to write"
  @keydown=${(event: KeyboardEvent) => moveFocus(event, '[role=radio]', 'row')}
>
  ${one(modes, 'message', 'chat', 'Message')}${one(modes, 'note', 'note', 'Side note')}
</div>`;

function one({ mode, whyNoNote, choose, show }: Modes, is: Draft['mode'], name: string, title: string) {
  const on = mode === is;
  const why = is === 'note' ? whyNoNote : undefined;
  return html`<button
    role="radio"
    aria-checked=${on}
    aria-disabled=${why === undefined ? nothing : 'true'}
    title=${why ?? nothing}
    tabindex=${on ? 0 : -1}
    @click=${() => choose(is)}
    @focus=${() => show(is)}
  >${icon(name)}${title}</button>`;
}
