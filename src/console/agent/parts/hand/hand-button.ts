import { html, nothing } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import type { State } from '../../state/state.ts';
import { handCount, isSupervisor } from '../../state/supervisor.ts';
import { barButtonStyles } from '../bar-button-styles.ts';
import { DeskElement } from '../desk-element.ts';

/** The way to the tickets that need a hand, with their number; supervisors alone have it. */
export class HandButton extends DeskElement {
  static override styles = [shared, barButtonStyles];

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
    >${icon('hand')}<span class="words">Need a hand</span>${count === undefined ? nothing : html`<span class="count">${count}</span>`}</button>`;
  }
}

customElements.define('db-hand-button', HandButton);
