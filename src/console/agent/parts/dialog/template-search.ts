import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { html, nothing, type PropertyDeclarations } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import { sentence } from '../../api/refusal.ts';
import type { Template } from '../../state/ending.ts';
import { kindWords, type TemplateKind } from '../../state/words.ts';
import { DeskElement } from '../desk-element.ts';
import { moveFocus } from '../move-focus.ts';
import { fieldStyles } from './fields.ts';
import { templateSearchStyles } from './template-search-styles.ts';

/** Pause in typing after which the words are looked up, in milliseconds. */
const TYPING_MS = 180;

/** Finds a template by type and words. Says `db-template` with the one that was chosen. */
export class TemplateSearch extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    chat: { attribute: false },
    kinds: { attribute: false },
    kind: { state: true },
    text: { state: true },
    found: { state: true },
    error: { state: true },
    busyId: { attribute: false },
  };
  static override styles = [shared, fieldStyles, templateSearchStyles];

  /** The chat's id: it decides which ITSM is asked. */
  declare chat: string;
  /** The types that there may be a template of. */
  declare kinds: readonly TemplateKind[];
  declare kind: TemplateKind | undefined;
  declare text: string;
  declare found: readonly Template[] | undefined;
  declare error: unknown;
  /** The template that is at work. */
  declare busyId: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts questions, so that a slow answer to an older one is dropped. */
  private asked = 0;

  constructor() {
    super();
    this.text = '';
  }

  override firstUpdated(): void {
    this.choose(this.kinds[0]);
  }

  /** Typing is what most go on with, not the choice of the type that stands before it. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[type=search]')?.focus();
  }

  override disconnectedCallback(): void {
    clearTimeout(this.timer);
    super.disconnectedCallback();
  }

  override render() {
    return html`
      ${
        this.kinds.length > 1
          ? html`<div class="kinds" role="radiogroup" aria-label="Type">${this.kinds.map((kind) => this.option(kind))}</div>`
          : nothing
      }
      <div class="find">
        ${icon('search')}
        <input
          type="search" aria-label="Search templates" placeholder="Search templates" maxlength="200" autocomplete="off"
          .value=${this.text} @input=${this.typed} @keydown=${this.intoList}
        />
      </div>
      <div class="found" aria-live="polite" aria-busy=${this.found === undefined}>${this.results()}</div>
    `;
  }

  private option(kind: TemplateKind) {
    return html`<label>
      <input type="radio" name="kind" .checked=${kind === this.kind} @change=${() => this.choose(kind)} />${kindWords(kind)}
    </label>`;
  }

  private results() {
    if (this.error !== undefined) {
      return html`<div class="empty">
        <p>${sentence(this.error)}</p>
        <wa-button size="s" appearance="outlined" @click=${this.look}>Try again</wa-button>
      </div>`;
    }
    if (this.found === undefined)
      return html`<div class="empty"><wa-spinner aria-label="Searching"></wa-spinner></div>`;
    if (this.found.length === 0) {
      return html`<div class="empty">${this.text.trim() === '' ? 'The ITSM has no template of this type.' : html`No template fits “${this.text.trim()}”.`}</div>`;
    }
    return html`<ul @keydown=${(event: KeyboardEvent) => moveFocus(event, 'button', 'column')}>
      ${this.found.map(
        (template) => html`<li>
          <button data-testid="template" ?disabled=${this.busyId !== undefined} @click=${() => this.pick(template)}>
            <span class="title">${template.title}</span>
            ${template.description ? html`<span class="about">${template.description}</span>` : nothing}
            ${this.busyId === template.id ? html`<wa-spinner></wa-spinner>` : icon('chevron-right')}
          </button>
        </li>`,
      )}
    </ul>`;
  }

  private choose(kind: TemplateKind | undefined): void {
    this.kind = kind;
    this.found = undefined;
    void this.look();
  }

  private typed(event: Event): void {
    this.text = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), TYPING_MS);
  }

  private intoList(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>('.found button')?.focus();
  }

  private async look(): Promise<void> {
    if (!this.kind) return;
    const mine = ++this.asked;
    this.error = undefined;
    try {
      const query = { chat: this.chat, type: this.kind, q: this.text.trim() };
      const { templates: found } = await this.desk.api.templates({ query });
      if (mine === this.asked) this.found = found;
    } catch (error) {
      if (mine === this.asked) this.error = error;
    }
  }

  private pick(template: Template): void {
    this.dispatchEvent(new CustomEvent<Template>('db-template', { detail: template }));
  }
}

customElements.define('db-template-search', TemplateSearch);
