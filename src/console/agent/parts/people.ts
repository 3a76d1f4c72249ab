import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { shared } from '../../look/shared-styles.ts';
import { myId } from '../state/rights.ts';
import type { Chat, State } from '../state/state.ts';
import { answerWords, modeWords } from '../state/words.ts';
import { DeskElement } from './desk-element.ts';
import { initials } from './person.ts';

/** Who is in the chat beside its agent: "+n", and on demand each with type, status and answer. */
export class People extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    chatId: { attribute: false },
  };
  static override styles = [
    shared,
    css`
      :host {
        position: relative;
      }
      button {
        min-width: 34px;
        height: 30px;
        padding: 0 9px;
        border: 1px solid var(--db-accent-line);
        border-radius: 999px;
        background: var(--db-accent-soft);
        color: var(--db-accent-text);
        font: inherit;
        font-size: 13px;
        font-weight: 650;
        font-variant-numeric: tabular-nums;
        cursor: pointer;
      }
      .card {
        inset: auto;
        width: min(300px, calc(100vw - 24px));
        margin: 0;
        padding: 14px 16px;
        border: 1px solid var(--db-line);
        border-radius: 12px;
        background: var(--db-surface);
        color: var(--db-text);
        box-shadow: var(--db-shadow-high);
      }
      h3 {
        margin-bottom: 8px;
        color: var(--db-quiet);
        font-size: 12px;
        font-weight: 600;
      }
      li {
        display: grid;
        grid-template-columns: 32px minmax(0, 1fr);
        gap: 0 10px;
        align-items: center;
        padding: 6px 0;
      }
      .avatar {
        grid-row: span 2;
        width: 32px;
        height: 32px;
        border-radius: 50%;
        display: grid;
        place-items: center;
        background: var(--db-accent-soft);
        color: var(--db-accent-text);
        font-size: 12px;
        font-weight: 650;
      }
      bdi {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .how {
        grid-column: 2;
        color: var(--db-quiet);
        font-size: 12.5px;
      }
    `,
  ];

  declare chatId: string;

  protected override concerns(state: State, before: State): boolean {
    return state.chats[this.chatId] !== before.chats[this.chatId] || state.me !== before.me;
  }

  override render() {
    const chat = this.state.chats[this.chatId];
    const rows = chat?.invited ?? [];
    if (!chat || rows.length === 0) return nothing;
    const inside = rows.filter(({ state }) => state === 'joined').length;
    return html`
      <button
        popovertarget="card"
        data-testid="people"
        aria-label=${`Beside the chat’s agent: ${rows.length}, ${inside} of them in the chat`}
      >+${rows.length}</button>
      <div id="card" class="card" popover @beforetoggle=${this.place}>
        <h3>Beside ${chat.agent?.screenName ?? 'the agent'}</h3>
        <ul aria-label="Who is in the chat">${rows.map((row) => this.row(row))}</ul>
      </div>
    `;
  }

  private row({ agent, mode, state, by }: NonNullable<Chat['invited']>[number]) {
    const asked = by.id === agent.id ? 'came unasked' : `asked by ${by.screenName}`;
    return html`<li data-agent=${agent.id}>
      <span class="avatar" aria-hidden="true">${initials(agent.screenName)}</span>
      <span><bdi>${agent.screenName}</bdi>${agent.id === myId(this.state) ? ' (you)' : nothing}</span>
      <span class="how">${modeWords(mode)} · ${answerWords(state)} · ${asked}</span>
    </li>`;
  }

  /** Under its button, and inside the window. */
  private place(event: Event): void {
    const card = event.currentTarget as HTMLElement;
    const box = this.renderRoot.querySelector('button')?.getBoundingClientRect();
    if (!box) return;
    card.style.top = `${box.bottom + 6}px`;
    card.style.left = `${Math.max(12, Math.min(box.left, window.innerWidth - 312))}px`;
  }
}

customElements.define('db-people', People);
