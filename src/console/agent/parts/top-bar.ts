import '@awesome.me/webawesome/dist/components/divider/divider.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { css, html, nothing } from 'lit';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import type { State } from '../state/state.ts';
import './availability.ts';
import { DeskElement } from './desk-element.ts';
import './hand/hand-button.ts';
import { SCREEN_NAME } from './dialog/screen-name-dialog.ts';
import { openDialog } from './open-dialog.ts';
import { initials } from './person.ts';
import './watch/watch-button.ts';

/** The bar on top: whether the line is up, whether the agent is available, and the agent's menu. */
export class TopBar extends DeskElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 16px;
        height: 52px;
        padding: 0 16px;
        background: var(--db-surface);
        border-bottom: 1px solid var(--db-line);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 10px;
        font-weight: 650;
        letter-spacing: -0.01em;
        font-size: 15px;
      }
      .brand small {
        color: var(--db-quiet);
        font-weight: 450;
        font-size: 13px;
        padding-left: 10px;
        border-left: 1px solid var(--db-line);
      }
      .mark {
        width: 28px;
        height: 28px;
        display: grid;
        place-items: center;
        border-radius: 8px;
        background: var(--db-accent);
        color: var(--db-on-accent);
      }
      .gap {
        flex: 1;
      }
      .link {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 4px 12px;
        border-radius: 999px;
        background: var(--db-warn-soft);
        color: var(--db-warn);
        font-size: 13px;
        font-weight: 550;
      }
      .pulse {
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: currentColor;
        animation: pulse 1.2s ease-in-out infinite;
      }
      @keyframes pulse {
        50% {
          opacity: 0.25;
        }
      }
      .me {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 4px 8px 4px 4px;
        border: 0;
        border-radius: 999px;
        background: none;
        color: inherit;
        font: var(--db-font);
        font-weight: 550;
        cursor: pointer;
      }
      .me:hover {
        background: var(--db-hover);
      }
      .avatar {
        width: 30px;
        height: 30px;
        border-radius: 50%;
        display: grid;
        place-items: center;
        background: var(--db-accent-soft);
        color: var(--db-accent-text);
        font-size: 12px;
        font-weight: 650;
      }
      .avatar::before {
        content: attr(data-initials);
      }
      @media (max-width: 640px) {
        :host {
          gap: 8px;
          padding: 0 10px;
        }
        .brand span,
        .name {
          display: none;
        }
      }
      @media (max-width: 980px) {
        .brand small {
          display: none;
        }
      }
      @media (max-width: 480px) {
        .gap {
          display: none;
        }
        db-availability {
          flex: 1;
          min-width: 0;
        }
      }
    `,
  ];

  protected override concerns(state: State, before: State): boolean {
    return state.me !== before.me || state.link !== before.link || state.alerts !== before.alerts;
  }

  override render() {
    const { me, session, link, alerts } = this.state;
    const name = me?.screenName ?? session?.agent.name ?? '';
    return html`
      <h1 class="sr">Agent console</h1>
      <div class="brand"><div class="mark">${icon('desk')}</div><span>Deskbridge</span><small>Agent console</small></div>
      <div class="gap"></div>
      <div role="status">
        ${
          link === 'reconnecting'
            ? html`<div class="link"><span class="pulse"></span>Reconnecting…</div>`
            : nothing
        }
      </div>
      <db-watch-button .desk=${this.desk}></db-watch-button>
      <db-hand-button .desk=${this.desk}></db-hand-button>
      <db-availability .desk=${this.desk}></db-availability>
      <wa-dropdown placement="bottom-end" @wa-select=${this.choose}>
        <button class="me" slot="trigger" aria-label=${`Menu of ${name}`}>
          <span class="avatar" aria-hidden="true" data-initials=${initials(name)}></span>
          <bdi class="name">${name}</bdi>
          ${icon('chevron-down')}
        </button>
        <wa-dropdown-item type="checkbox" value="sound" ?checked=${alerts.sound}>Sound for new chats</wa-dropdown-item>
        ${this.notifications()}
        <wa-divider></wa-divider>
        <wa-dropdown-item value=${SCREEN_NAME.name}>${SCREEN_NAME.label}</wa-dropdown-item>
        <wa-dropdown-item value="shortcuts">Keyboard shortcuts</wa-dropdown-item>
        <wa-dropdown-item value="sign-out">Sign out</wa-dropdown-item>
      </wa-dropdown>
    `;
  }

  private notifications() {
    if (!('Notification' in window)) return nothing;
    const { permission } = Notification;
    const on = permission === 'granted' && this.state.alerts.notifications;
    return html`<wa-dropdown-item type="checkbox" value="notifications" ?checked=${on} ?disabled=${permission === 'denied'}>
      ${permission === 'denied' ? 'Notifications are blocked in this browser' : 'Desktop notifications'}
    </wa-dropdown-item>`;
  }

  /** The first time the browser asks whether it may. */
  private async switchNotifications(): Promise<void> {
    const on = Notification.permission === 'granted' && this.state.alerts.notifications;
    if (!on && Notification.permission === 'default') await Notification.requestPermission();
    this.desk.setAlerts({ notifications: !on, asked: true });
  }

  private async choose(event: CustomEvent<{ item: { value: string } }>): Promise<void> {
    const { value } = event.detail.item;
    if (value === 'sign-out') await this.desk.signOut();
    const { alerts } = this.state;
    if (value === 'sound') this.desk.setAlerts({ sound: !alerts.sound });
    if (value === 'notifications') await this.switchNotifications();
    if (value === SCREEN_NAME.name) openDialog(this, SCREEN_NAME);
    if (value === 'shortcuts')
      this.dispatchEvent(new CustomEvent('db-shortcuts', { bubbles: true, composed: true }));
  }
}

customElements.define('db-top-bar', TopBar);
