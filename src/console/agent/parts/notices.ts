import { css, html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import type { State } from '../state/state.ts';
import { DeskElement } from './desk-element.ts';

/** Long enough to read two sentences. */
const SHOWN_MS = 9_000;

/** Refusals and other news for the agent, as sentences in the corner; they go by themselves. */
export class Notices extends DeskElement {
  static override styles = [
    shared,
    css`
      :host {
        position: fixed;
        left: 50%;
        bottom: 24px;
        translate: -50% 0;
        z-index: 50;
        width: min(520px, calc(100vw - 32px));
      }
      .notice {
        display: flex;
        align-items: flex-start;
        gap: 10px;
        padding: 12px 12px 12px 14px;
        margin-top: 8px;
        border-radius: 10px;
        background: var(--db-surface);
        border: 1px solid var(--db-bad-line);
        box-shadow: var(--db-shadow-high);
      }
      .notice > .icon {
        margin-top: 1px;
        color: var(--db-bad);
      }
      .notice p {
        flex: 1;
        overflow-wrap: anywhere;
      }
      button {
        border: 0;
        background: none;
        color: var(--db-quiet);
        cursor: pointer;
        padding: 0 2px;
        font: inherit;
      }
    `,
  ];
  private readonly timed = new Set<number>();

  protected override concerns(state: State, before: State): boolean {
    return state.notices !== before.notices;
  }

  override render() {
    return html`<div role="alert">
      ${repeat(
        this.state.notices,
        (notice) => notice.id,
        (notice) => html`<div class="notice" data-testid="notice">
          ${icon('warning')}<p>${notice.text}</p>
          <button aria-label="Dismiss" @click=${() => this.desk.dismiss(notice.id)}>${icon('xmark')}</button>
        </div>`,
      )}
    </div>`;
  }

  override updated(): void {
    for (const { id } of this.state.notices) {
      if (this.timed.has(id)) continue;
      this.timed.add(id);
      setTimeout(() => this.desk.dismiss(id), SHOWN_MS);
    }
  }
}

customElements.define('db-notices', Notices);
