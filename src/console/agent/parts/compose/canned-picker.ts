import { html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { CannedTextView } from '../../../../api/views.ts';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import { sentence } from '../../api/refusal.ts';
import type { Desk } from '../../desk/desk.ts';
import { moveFocus } from '../move-focus.ts';
import { keepText } from './keep-text.ts';
import { pickerStyles } from './picker-styles.ts';

export type PreparedText = Pick<CannedTextView, 'text' | 'gaps'>;

/**
 * Prepared texts to insert: typed words narrow the list, arrow keys walk through it, Enter takes one.
 * Fires `db-insert` with the text, and `db-shut` where none is wanted.
 */
export class CannedPicker extends LitElement {
  static override properties: PropertyDeclarations = {
    desk: { attribute: false },
    chatId: { attribute: false },
    written: { attribute: false },
    texts: { state: true },
    error: { state: true },
    words: { state: true },
  };
  static override styles = [shared, pickerStyles];

  declare desk: Desk;
  declare chatId: string;
  /** What stands in the composer, to be kept as a text of the agent's own. */
  declare written: string;
  declare texts: readonly CannedTextView[] | undefined;
  declare error: string | undefined;
  declare words: string;

  constructor() {
    super();
    this.words = '';
    this.written = '';
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
    void this.load();
  }

  override render() {
    const found = this.found;
    return html`<div class="picker" role="group" aria-label="Prepared texts" @keydown=${this.onKey}>
      <div class="find">
        ${icon('search')}
        <input type="search" aria-label="Find a prepared text" placeholder="Find a prepared text…" .value=${this.words} @input=${this.onWords} />
        <button class="shut" aria-label="Close prepared texts" @click=${this.shut}>${icon('xmark')}</button>
      </div>
      ${this.error === undefined ? nothing : html`<p class="error" role="alert">${this.error}</p>`}
      <ul @keydown=${(event: KeyboardEvent) => moveFocus(event, '.text', 'column')}>
        ${found.map((one) => this.option(one))}
      </ul>
      <p class="none" role="status">${this.nothing}</p>
      ${keepText(this.written, (title) => this.keep(title))}
    </div>`;
  }

  private option(one: CannedTextView) {
    const { id, title, text, queue } = one;
    return html`<li>
      <button class="text" data-testid="canned-text" @click=${() => this.insert(one)}>
        <span class="title">${title}${id === undefined ? nothing : html`<span class="tag">yours</span>`}${queue === undefined ? nothing : html`<span class="tag">${queue}</span>`}</span>
        <span class="words">${text}</span>
      </button>
      ${
        id === undefined
          ? nothing
          : html`<button class="forget" aria-label="Delete ${title}" title="Delete" @click=${() => this.forget(id)}>${icon('xmark')}</button>`
      }
    </li>`;
  }

  /** Why the list is empty; blank where it is not. */
  private get nothing(): string {
    if (this.texts === undefined || this.found.length > 0) return '';
    if (this.texts.length > 0) return `No prepared text has “${this.words.trim()}” in it.`;
    return 'There are no prepared texts for this chat yet. Write a message, then keep it here under a title.';
  }

  private get found(): readonly CannedTextView[] {
    const words = this.words.trim().toLowerCase();
    return (this.texts ?? []).filter(({ title, text }) => `${title} ${text}`.toLowerCase().includes(words));
  }

  private async load(): Promise<void> {
    await this.tryTo(async () => {
      this.texts = await this.desk.cannedTexts.for(this.chatId);
    });
  }

  private async keep(title: string): Promise<void> {
    await this.tryTo(() => this.desk.cannedTexts.keep(title, this.written));
    await this.load();
  }

  private async forget(id: string): Promise<void> {
    await this.tryTo(() => this.desk.cannedTexts.forget(id));
    await this.load();
    this.renderRoot.querySelector('input')?.focus();
  }

  private async tryTo(wish: () => Promise<void>): Promise<void> {
    try {
      await wish();
      this.error = undefined;
    } catch (error) {
      this.error = sentence(error);
    }
  }

  private onWords(event: Event): void {
    this.words = (event.target as HTMLInputElement).value;
  }

  private onKey(event: KeyboardEvent): void {
    const finding = event.composedPath()[0] === this.renderRoot.querySelector('.find input');
    if (event.key === '/' && finding && this.words === '') {
      // Typed twice it is meant.
      event.preventDefault();
      this.insert({ text: '/' });
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.shut();
    } else if (event.key === 'ArrowDown' && finding) {
      event.preventDefault();
      this.renderRoot.querySelector<HTMLElement>('.text')?.focus();
    } else if (event.key === 'Enter' && finding) {
      event.preventDefault();
      const [first] = this.found;
      if (first) this.insert(first);
    }
  }

  private insert(detail: PreparedText): void {
    this.dispatchEvent(new CustomEvent<PreparedText>('db-insert', { detail }));
  }

  private shut(): void {
    this.dispatchEvent(new CustomEvent('db-shut'));
  }
}

customElements.define('db-canned-picker', CannedPicker);

declare global {
  interface HTMLElementTagNameMap {
    'db-canned-picker': CannedPicker;
  }
}
