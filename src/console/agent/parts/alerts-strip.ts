import { css, html, nothing } from 'lit';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import type { State } from '../state/state.ts';
import { DeskElement } from './desk-element.ts';

/** True where the browser can show notifications and nobody has answered whether it may. */
const mayAskForNotifications = (): boolean =>
  'Notification' in window && Notification.permission === 'default';

/** Asks once whether the agent wants to see new chats while the window is hidden. */
export class AlertsStrip extends DeskElement {
  static override styles = [
    shared,
    css`
      .strip {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 10px;
        padding: 6px 16px;
        border-bottom: 1px solid var(--db-line);
        background: var(--db-accent-soft);
        color: var(--db-accent-text);
        font-size: 13px;
      }
      p {
        flex: 1 1 140px;
        font-weight: 550;
      }
      button {
        padding: 4px 12px;
        border: 1px solid transparent;
        border-radius: 7px;
        background: none;
        color: inherit;
        font: inherit;
        font-weight: 600;
        white-space: nowrap;
        cursor: pointer;
      }
      button.on {
        background: var(--db-accent);
        color: var(--db-on-accent);
      }
      button.on:hover {
        background: var(--db-accent-strong);
      }
      button:not(.on):hover {
        background: light-dark(rgb(0 0 0 / 6%), rgb(255 255 255 / 9%));
      }
    `,
  ];

  protected override concerns(state: State, before: State): boolean {
    return state.alerts !== before.alerts || state.me !== before.me;
  }

  override render() {
    const { me, alerts } = this.state;
    if (me === undefined || alerts.asked || !mayAskForNotifications()) return nothing;
    return html`<div class="strip" role="region" aria-label="Notifications" data-testid="alerts-strip">
      ${icon('bell')}
      <p>See new chats and messages while this window is hidden?</p>
      <button class="on" @click=${() => this.turnOn()}>Turn on</button>
      <button @click=${() => this.desk.setAlerts({ asked: true })}>Not now</button>
    </div>`;
  }

  private async turnOn(): Promise<void> {
    await Notification.requestPermission();
    this.desk.setAlerts({ asked: true, notifications: true });
  }
}

customElements.define('db-alerts-strip', AlertsStrip);
