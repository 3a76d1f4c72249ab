import { css, html, nothing } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import type { State } from '../../state/state.ts';
import { handCount, isSupervisor } from '../../state/supervisor.ts';
import { DeskElement } from '../desk-element.ts';

/** The way to the tickets that need a hand, with their number; supervisors alone have it. */
export class HandButton extends DeskElement {
  static override styles = [
    shared,
    css`
      button {
        display: flex;
        align-items: center;
        gap: 7px;
        padding: 5px 11px;
        border: 1px solid var(--db-line);
        border-radius: 999px;
        background: none;
        color: var(--db-quiet);
        font: inherit;
        font-size: 13px;
        font-weight: 550;
        white-space: nowrap;
        cursor: pointer;
      }
      button:hover,
      button[aria-pressed='true'] {
        background: var(--db-hover);
        color: var(--db-text);
      }
      .count {
        min-width: 19px;
        padding: 1px 6px;
        border-radius: 999px;
        background: var(--db-bad-soft);
        color: var(--db-bad);
        font-size: var(--db-tiny);
        font-weight: 700;
        text-align: center;
        font-variant-numeric: tabular-nums;
      }
      @media (max-width: 860px) {
        .words {
          display: none;
        }
        button {
          padding: 6px 9px;
        }
      }
    `,
  ];

  protected override concerns(state: State, before: State): boolean {
    return state.hand !== before.hand || state.me !== before.me;
  }

  override render() {
    if (!isSupervisor(this.state)) return nothing;
    const count = handCount(this.state);
    const { open } = this.state.hand;
    return html`<button
      data-testid="needs-hand"
      aria-pressed=${open}
      aria-label=${`Tickets that need a hand${count === undefined ? '' : `: ${count}`}`}
      title="Tickets that need a hand"
      @click=${() => this.desk.supervising.show(!open)}
    >${icon('hand')}<span class="words">Needs a hand</span>${count === undefined ? nothing : html`<span class="count">${count}</span>`}</button>`;
  }
}

customElements.define('db-hand-button', HandButton);
