import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import { Refusal } from '../../api/refusal.ts';
import { type EarlierTicket, undecided } from '../../state/earlier.ts';
import {
  blankFields,
  type FormField,
  filledIn,
  firstValues,
  mergeFields,
  type NewTicket,
  type Template,
  type Values,
} from '../../state/ending.ts';
import type { Ticket } from '../../state/state.ts';
import { kindWords, listWords, templateKinds, ticketName } from '../../state/words.ts';
import { earlierTickets, earlierTicketsStyles } from '../earlier-tickets.ts';
import { modalStyles } from '../modal.ts';
import { ChatDialog } from './chat-dialog.ts';
import { dialogStyles } from './dialog-styles.ts';
import { fieldForm, fieldStyles, focusField } from './fields.ts';
import './template-search.ts';

type Step = 'search' | 'earlier' | 'another' | 'fields';

/** Opens a ticket where that takes more than one click: a template to choose, fields to fill in, one that is there already. */
export class CreateDialog extends ChatDialog {
  static override properties: PropertyDeclarations = {
    ...ChatDialog.properties,
    kind: { attribute: false },
    template: { state: true },
    refusal: { attribute: false },
    step: { state: true },
    fields: { state: true },
    values: { state: true },
    blank: { state: true },
  };
  static override styles = [
    shared,
    modalStyles,
    dialogStyles,
    fieldStyles,
    earlierTicketsStyles,
    css`
      .from {
        display: flex;
        align-items: center;
        gap: 8px;
        color: var(--db-quiet);
      }
      .from bdi {
        color: var(--db-text);
        font-weight: 600;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** The ticket's type; absent while a template decides it. */
  declare kind: 'incident' | 'work-order' | undefined;
  /** Why the ticket was not created at once. */
  declare refusal: Refusal | undefined;
  declare template: Template | undefined;
  declare step: Step;
  declare fields: readonly FormField[];
  declare values: Values;
  declare blank: ReadonlySet<string>;
  private another = false;

  constructor() {
    super();
    this.step = 'search';
    this.fields = [];
    this.values = {};
    this.blank = new Set();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.kind) this.step = 'another';
    if (this.kind && this.chat && undecided(this.chat).length > 0 && this.existing.length === 0)
      this.step = 'earlier';
    if (this.refusal) this.answered(this.refusal);
  }

  override render() {
    const { chat } = this;
    if (!chat) return nothing;
    switch (this.step) {
      case 'search':
        return this.search();
      case 'earlier':
        return this.chooseEarlier();
      case 'another':
        return this.askAnother();
      case 'fields':
        return this.form();
    }
  }

  private search() {
    return this.frame(
      'Create from a template',
      html`<db-template-search
        autofocus .desk=${this.desk} .chat=${this.chat?.id ?? ''} .kinds=${this.chat ? templateKinds(this.chat) : []}
        .busyId=${this.busy === undefined ? undefined : this.template?.id}
        @db-template=${(event: CustomEvent<Template>) => this.pick(event.detail)}
      ></db-template-search>`,
      html`${this.cancel()}${this.anotherButton()}`,
    );
  }

  /** Tickets of this kind that the chat has already. */
  private get existing(): readonly Ticket[] {
    return this.chat?.tickets.filter(({ kind, created }) => created && kind === this.kind) ?? [];
  }

  /** The user has a ticket from before: the agent goes on with it, or says that this is another matter. */
  private chooseEarlier() {
    const tickets = this.chat ? undecided(this.chat) : [];
    return this.frame(
      'Go on with an earlier ticket?',
      html`
        <p>This user has ${tickets.length === 1 ? 'a ticket' : 'tickets'} from an earlier chat. Go on there if it is the same matter; otherwise create another ${this.word}, which names ${tickets.length === 1 ? 'it' : 'them'}.</p>
        ${earlierTickets(tickets, {
          goOn: (ticket) => this.goOn(ticket),
          busy: ({ displayId }) => this.busy === displayId,
          first: true,
        })}
      `,
      html`
        ${this.cancel()}
        <wa-button appearance="outlined" ?loading=${this.busy === 'another'} @click=${this.sendAnother}>Create another ${this.word}</wa-button>
      `,
    );
  }

  private goOn({ type, displayId }: EarlierTicket): void {
    void this.create(displayId, { type, reopen: displayId });
  }

  private askAnother() {
    const word = this.word;
    const there = this.existing;
    return this.frame(
      `Create another ${word}?`,
      html`<p>This chat already has <strong>${listWords(there.map(ticketName)) || `an earlier ${word}`}</strong>. Another ${word} will be created beside it.</p>`,
      html`
        ${this.cancel()}
        <wa-button variant="brand" autofocus ?loading=${this.busy !== undefined} @click=${this.sendAnother}>Create another</wa-button>
      `,
    );
  }

  private form() {
    const { template } = this;
    return this.frame(
      template ? `New ${this.word} from a template` : `New ${this.word}`,
      html`
        ${template ? html`<p class="from">${icon('template')}<bdi>${template.title}</bdi></p>` : nothing}
        <p class="quiet">${template ? 'Fill in what the template leaves blank.' : `The ITSM asks for this before it takes the ${this.word}.`}</p>
        ${fieldForm('f', this.fields, {
          values: this.values,
          blank: this.blank,
          change: (name, value) => this.change(name, value),
          confirm: () => this.confirm(),
        })}
      `,
      html`
        ${template ? html`<wa-button class="back" appearance="plain" ?disabled=${this.busy !== undefined} @click=${this.back}>Back</wa-button>` : nothing}
        ${this.cancel()}
        ${this.anotherButton()}
        <wa-button variant="brand" ?loading=${this.busy === 'save'} @click=${this.confirm}>Confirm and save</wa-button>
      `,
    );
  }

  /** Offered where the server says that there is one already. */
  private anotherButton() {
    const exists = this.error instanceof Refusal && this.error.code === 'ticket-exists';
    return exists
      ? html`<wa-button appearance="outlined" ?loading=${this.busy === 'another'} @click=${this.sendAnother}>Create another</wa-button>`
      : nothing;
  }

  private get word(): string {
    return kindWords(this.kind ?? 'incident').toLowerCase();
  }

  private pick(template: Template): void {
    this.template = template;
    this.kind = template.type === 'work-order' ? 'work-order' : 'incident';
    void this.send('pick');
  }

  private back(): void {
    this.step = 'search';
    this.kind = undefined;
    this.error = undefined;
    this.fields = [];
    this.values = {};
  }

  private change(name: string, value: string): void {
    this.values = { ...this.values, [name]: value };
    if (value.trim() !== '') this.blank = new Set([...this.blank].filter((one) => one !== name));
  }

  private confirm(): void {
    this.blank = new Set(blankFields(this.fields, this.values));
    if (this.blank.size > 0) void this.updateComplete.then(() => focusField(this.renderRoot));
    else void this.send('save');
  }

  private sendAnother(): void {
    this.another = true;
    void this.send('another');
  }

  private send(button: string): Promise<void> {
    const fields = filledIn(this.fields, this.values);
    const wish: NewTicket = {
      type: this.kind ?? 'incident',
      ...(this.template && { templateId: this.template.id }),
      ...(Object.keys(fields).length > 0 && { fields }),
      ...(this.another && { another: true as const }),
    };
    return this.create(button, wish);
  }

  private create(button: string, wish: NewTicket): Promise<void> {
    return this.carryOut('createTicket', wish, button, `ticket ${wish.type}`);
  }

  /** Blank fields are asked for; that they are filled in already is an error to show. */
  protected override answered(error: unknown): boolean {
    if (error instanceof Refusal && error.code === 'earlier-ticket') {
      this.step = 'earlier';
      return true;
    }
    if (!(error instanceof Refusal) || error.code !== 'fields-required') return false;
    const { fields } = error.facts as { fields?: readonly FormField[] };
    if (!Array.isArray(fields)) return false;
    this.fields = mergeFields(this.fields, fields);
    this.values = firstValues(this.fields, this.values);
    const blank = blankFields(this.fields, this.values);
    if (this.step === 'fields') this.blank = new Set(blank);
    this.step = 'fields';
    if (this.isConnected) void this.updateComplete.then(() => focusField(this.renderRoot));
    return blank.length > 0;
  }
}

customElements.define('db-create-dialog', CreateDialog);
