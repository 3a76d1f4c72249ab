import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { whyReadOnly } from '../state/rights.ts';
import { type Draft, noDraft, type State } from '../state/state.ts';
import { DeskElement } from './desk-element.ts';
import { moveFocus } from './move-focus.ts';

/** The API's bound for one message, in characters. */
const MAX_MESSAGE = 8000;
/** Characters left from which on the agent is told. */
const WARN_AT = 500;

/** Where the agent writes: a message to the user, or a side note for colleagues, each with its own draft. */
export class Composer extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    chatId: { attribute: false },
  };
  static override shadowRootOptions = { ...DeskElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    shared,
    css`
      :host {
        padding: 0 20px 14px;
      }
      .why {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 8px;
        padding: 14px;
        border-radius: var(--db-radius);
        background: var(--db-surface-2);
        border: 1px solid var(--db-line);
        color: var(--db-quiet);
      }
      .box {
        max-width: 900px;
        margin: 0 auto;
        border: 1px solid var(--db-line-strong);
        border-radius: 12px;
        background: var(--db-surface);
        overflow: hidden;
      }
      .box:focus-within {
        border-color: var(--db-focus);
        box-shadow: 0 0 0 1px var(--db-focus);
      }
      .box.note {
        background: var(--db-note);
        border-color: var(--db-note-line);
      }
      .box.note:focus-within {
        box-shadow: 0 0 0 1px var(--db-note-text);
        border-color: var(--db-note-text);
      }
      .modes {
        display: flex;
        gap: 2px;
        padding: 6px 8px 0;
      }
      .modes button {
        display: flex;
        align-items: center;
        gap: 5px;
        padding: 4px 10px;
        border: 0;
        border-radius: 7px;
        background: none;
        color: var(--db-quiet);
        font: inherit;
        font-size: 12.5px;
        font-weight: 550;
        cursor: pointer;
      }
      .modes button[aria-checked='true'] {
        background: var(--db-hover);
        color: var(--db-text);
      }
      .note .modes button[aria-checked='true'] {
        background: color-mix(in oklab, var(--db-note-line) 55%, transparent);
        color: var(--db-note-text);
      }
      textarea {
        display: block;
        width: 100%;
        min-height: 44px;
        max-height: 200px;
        padding: 8px 14px 4px;
        border: 0;
        background: none;
        color: var(--db-text);
        font: inherit;
        line-height: 1.5;
        resize: none;
        field-sizing: content;
      }
      textarea:focus-visible {
        outline: none;
      }
      textarea::placeholder {
        color: var(--db-faint);
      }
      .foot {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 0 8px 8px 14px;
        color: var(--db-faint);
        font-size: var(--db-small);
      }
      .foot .hint {
        flex: 1;
      }
      .near {
        color: var(--db-warn);
        font-variant-numeric: tabular-nums;
      }
      .send {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 6px 14px;
        border: 0;
        border-radius: 8px;
        background: var(--db-accent);
        color: var(--db-on-accent);
        font: inherit;
        font-size: 13px;
        font-weight: 600;
        cursor: pointer;
      }
      .send:hover {
        background: var(--db-accent-strong);
      }
      .send:disabled {
        background: var(--db-hover);
        color: var(--db-faint);
        cursor: default;
      }
      .note .send:not(:disabled) {
        background: var(--db-note-text);
        color: var(--db-note);
      }
      .note .send:disabled {
        background: color-mix(in oklab, var(--db-note-line) 40%, transparent);
      }
      @media (max-width: 760px) {
        :host {
          padding: 0 10px 10px;
        }
        .hint {
          visibility: hidden;
        }
      }
    `,
  ];

  declare chatId: string;

  protected override concerns(state: State, before: State): boolean {
    return (
      state.chats[this.chatId] !== before.chats[this.chatId] ||
      state.drafts[this.chatId] !== before.drafts[this.chatId] ||
      state.me !== before.me
    );
  }

  private get draft(): Draft {
    return this.state.drafts[this.chatId] ?? noDraft;
  }

  override render() {
    const chat = this.state.chats[this.chatId];
    if (!chat) return nothing;
    const why = whyReadOnly(this.state, chat);
    if (why) return html`<div class="why" role="status" data-testid="read-only">${icon('lock')}${why}</div>`;
    const { draft } = this;
    const note = draft.mode === 'note';
    const text = draft[draft.mode];
    const left = MAX_MESSAGE - text.length;
    return html`<div class="box ${draft.mode}">
      <div class="modes" role="radiogroup" aria-label="What to write" @keydown=${(event: KeyboardEvent) => moveFocus(event, '[role=radio]', 'row')}>
        ${this.mode('message', 'chat', 'Message')}${this.mode('note', 'note', 'Side note')}
      </div>
      <textarea
        rows="1"
        maxlength=${MAX_MESSAGE}
        dir="auto"
        aria-label=${note ? 'Side note' : 'Message'}
        placeholder=${note ? 'A note for colleagues. The user never sees it.' : 'Write to the user…'}
        .value=${live(text)}
        @input=${(event: Event) => this.write((event.target as HTMLTextAreaElement).value)}
        @keydown=${this.onKey}
      ></textarea>
      <div class="foot">
        <span class="hint">Enter sends · Shift + Enter starts a new line</span>
        ${left <= WARN_AT ? html`<span class="near" role="status">${left} left</span>` : nothing}
        <button class="send" ?disabled=${text.trim() === ''} @click=${this.send}>
          ${icon(note ? 'note' : 'send')}${note ? 'Add note' : 'Send'}
        </button>
      </div>
    </div>`;
  }

  override focus(): void {
    this.renderRoot.querySelector('textarea')?.focus();
  }

  /** Switches between message and side note; each keeps its own words. */
  async setMode(mode: Draft['mode']): Promise<void> {
    this.desk.draft(this.chatId, { mode });
    await this.updateComplete;
    this.focus();
  }

  private mode(mode: Draft['mode'], name: string, title: string) {
    const on = this.draft.mode === mode;
    return html`<button
      role="radio"
      aria-checked=${on}
      tabindex=${on ? 0 : -1}
      @click=${() => this.setMode(mode)}
      @focus=${() => this.desk.draft(this.chatId, { mode })}
    >${icon(name)}${title}</button>`;
  }

  private write(text: string): void {
    this.desk.draft(this.chatId, { [this.draft.mode]: text });
  }

  private onKey(event: KeyboardEvent): void {
    // Enter also ends the composition of a character; that must not send.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  private send(): void {
    const { mode } = this.draft;
    const text = this.draft[mode].trim();
    if (text === '') return;
    this.desk.send(this.chatId, mode, text);
    this.desk.draft(this.chatId, { [mode]: '' });
    this.focus();
  }
}

customElements.define('db-composer', Composer);

declare global {
  interface HTMLElementTagNameMap {
    'db-composer': Composer;
  }
}
