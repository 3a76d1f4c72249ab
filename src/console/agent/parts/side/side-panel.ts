import { css, html } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import type { SideTab } from '../../state/side.ts';
import type { State } from '../../state/state.ts';
import { DeskElement } from '../desk-element.ts';
import '../details.ts';
import { moveFocus } from '../move-focus.ts';
import './customer-tab.ts';
import './resources-tab.ts';

const TABS: readonly (readonly [SideTab, string])[] = [
  ['details', 'Details'],
  ['customer', 'Customer'],
  ['resources', 'Resources'],
];

/** The pane beside the chat: what is known of it, who the user is in the ITSM, and what may help him. */
export class SidePanel extends DeskElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        background: var(--db-surface-2);
        border-left: 1px solid var(--db-line);
      }
      .top {
        display: flex;
        align-items: stretch;
        padding: 8px 8px 0;
        border-bottom: 1px solid var(--db-line);
      }
      [role='tablist'] {
        flex: 1;
        display: flex;
        gap: 2px;
        min-width: 0;
      }
      [role='tab'] {
        padding: 8px 10px 10px;
        margin-bottom: -1px;
        border: 0;
        border-bottom: 2px solid transparent;
        background: none;
        color: var(--db-quiet);
        font: inherit;
        font-size: 13px;
        font-weight: 550;
        white-space: nowrap;
        cursor: pointer;
      }
      [role='tab']:hover {
        color: var(--db-text);
      }
      [role='tab'][aria-selected='true'] {
        color: var(--db-accent-text);
        border-bottom-color: var(--db-accent);
      }
      [role='tab']:focus-visible {
        outline-offset: -3px;
        border-radius: 8px;
      }
      [role='tabpanel'] {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
      }
      [role='tabpanel'][hidden] {
        display: none;
      }
      [role='tabpanel']:focus-visible {
        outline-offset: -2px;
      }
      db-details {
        border-left: 0;
      }
      .shut {
        display: none;
        place-items: center;
        width: 34px;
        height: 34px;
        margin-bottom: 4px;
        border: 0;
        border-radius: 8px;
        background: none;
        color: var(--db-quiet);
        font-size: 15px;
        cursor: pointer;
      }
      .shut:hover {
        background: var(--db-hover);
        color: var(--db-text);
      }
      @media (max-width: 1100px) {
        .shut {
          display: grid;
        }
      }
    `,
  ];

  protected override concerns(state: State, before: State): boolean {
    return state.side.tab !== before.side.tab;
  }

  override render() {
    const { tab } = this.state.side;
    return html`
      <div class="top">
        <div role="tablist" aria-label="Beside the chat" @keydown=${(event: KeyboardEvent) => moveFocus(event, '[role=tab]', 'row')}>
          ${TABS.map(
            ([name, title]) => html`<button
              role="tab"
              id=${`tab-${name}`}
              aria-selected=${tab === name}
              aria-controls=${`panel-${name}`}
              tabindex=${tab === name ? 0 : -1}
              @click=${() => this.desk.resources.showTab(name)}
              @focus=${() => this.desk.resources.showTab(name)}
            >${title}</button>`,
          )}
        </div>
        <button class="shut" aria-label="Close details" @click=${this.shut}>${icon('xmark')}</button>
      </div>
      ${TABS.map(
        ([name]) => html`<div
          role="tabpanel"
          id=${`panel-${name}`}
          aria-labelledby=${`tab-${name}`}
          tabindex="0"
          ?hidden=${tab !== name}
        >${this.panel(name)}</div>`,
      )}
    `;
  }

  /** The open tab, for who has just opened the pane. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
  }

  private panel(name: SideTab) {
    if (name === 'details') return html`<db-details .desk=${this.desk}></db-details>`;
    if (name === 'customer') return html`<db-customer-tab .desk=${this.desk}></db-customer-tab>`;
    return html`<db-resources-tab .desk=${this.desk}></db-resources-tab>`;
  }

  private shut(): void {
    this.dispatchEvent(new CustomEvent('db-details', { bubbles: true, composed: true }));
  }
}

customElements.define('db-side-panel', SidePanel);

declare global {
  interface HTMLElementTagNameMap {
    'db-side-panel': SidePanel;
  }
}
