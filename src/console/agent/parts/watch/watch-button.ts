import { html, nothing } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import type { State } from '../../state/state.ts';
import { isSupervisor } from '../../state/supervisor.ts';
import { barButtonStyles } from '../bar-button-styles.ts';
import { DeskElement } from '../desk-element.ts';

/** The way to the desk's overview, with the number of calls for assistance; supervisors alone have it. */
export class WatchButton extends DeskElement {
  static override styles = [shared, barButtonStyles];

  protected override concerns(state: State, before: State): boolean {
    return state.watch !== before.watch || state.me !== before.me;
  }

  override render() {
    if (!isSupervisor(this.state)) return nothing;
    const { open, calls } = this.state.watch;
    const count = calls.length;
    return html`<button
      data-testid="watch"
      aria-pressed=${open}
      aria-label=${`The desk now${count === 0 ? '' : `: ${count} ${count === 1 ? 'asks' : 'ask'} for assistance`}`}
      title="The desk now"
      @click=${() => this.desk.watching.show(!open)}
    >${icon('watch')}<span class="words">Desk</span>${count === 0 ? nothing : html`<span class="count">${count}</span>`}</button>`;
  }
}

customElements.define('db-watch-button', WatchButton);
