import type WaButton from '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { shared } from '../../../look/shared-styles.ts';
import { Refusal } from '../../api/refusal.ts';
import {
  blankFields,
  type EndRow,
  type EndWish,
  type FormField,
  filledIn,
  firstValues,
  isTicked,
  mergeFields,
  type Values,
} from '../../state/ending.ts';
import type { Chat, Ticket } from '../../state/state.ts';
import { capital, ticketName } from '../../state/words.ts';
import { modalStyles } from '../modal.ts';
import { dialogStyles } from './dialog-styles.ts';
import { effectOf, effectWords, ticketChoice } from './end-rows.ts';
import { EndingDialog } from './ending-dialog.ts';
import { fieldForm, fieldStyles, focusField } from './fields.ts';
import { type ChatRow, whenMine } from './row.ts';

/** As long as the API takes it, in characters. */
const MAX_RESOLUTION = 8000;
const RESOLUTION: FormField = {
  name: 'resolution',
  label: 'Resolution',
  type: 'text',
  required: false,
  limit: MAX_RESOLUTION,
};

/** End Chat: which tickets are resolved with it, what that sets, and what the ITSM wants to know for it. */
export class EndDialog extends EndingDialog {
  static override properties: PropertyDeclarations = {
    ...EndingDialog.properties,
    choice: { state: true },
    values: { state: true },
    blank: { state: true },
    resolution: { state: true },
  };
  static override styles = [shared, modalStyles, dialogStyles, fieldStyles];

  /** What the agent has ticked or unticked, by the ticket's `n`. */
  declare choice: Readonly<Record<number, boolean>>;
  declare values: Readonly<Record<number, Values>>;
  declare blank: Readonly<Record<number, ReadonlySet<string>>>;
  /** Absent while the agent has not changed it. */
  declare resolution: string | undefined;

  constructor() {
    super();
    this.choice = {};
    this.values = {};
    this.blank = {};
  }

  override render() {
    const { chat } = this;
    if (!chat) return nothing;
    return this.tickets.length === 0 ? this.plain(chat) : this.withTickets(chat);
  }

  /** Once it is known what is asked for, the cursor stands where the agent goes on, unless they have moved it. */
  protected override updated(changed: PropertyValues): void {
    if (!changed.has('rows') || changed.get('rows') !== undefined) return;
    const at = this.shadowRoot?.activeElement;
    if (at && !at.matches('wa-button')) return;
    if (this.chosen.some(({ fields }) => fields.length > 0)) focusField(this.renderRoot);
    else this.focusButton();
  }

  /** Yes, or what is there instead of it. */
  private focusButton(): void {
    const buttons = [...this.renderRoot.querySelectorAll<WaButton>('.foot wa-button[variant=brand], .no')];
    void Promise.all(buttons.map((button) => button.updateComplete)).then(() =>
      buttons
        .toReversed()
        .find(({ disabled }) => !disabled)
        ?.focus(),
    );
  }

  private plain(chat: Chat) {
    return this.frame(
      'End the chat?',
      html`<p>The chat with <bdi>${chat.user.name}</bdi> ends and the user is told. It has no ticket.</p>`,
      html`
        ${this.cancel('No')}
        <wa-button variant="brand" autofocus ?loading=${this.busy === 'no'} @click=${() => this.end('no', {})}>Yes, end the chat</wa-button>
      `,
    );
  }

  private withTickets(chat: Chat) {
    const { rows = [], creating, loading } = this;
    const resolvable = loading || creating.length > 0 || rows.some(({ resolve }) => resolve);
    const many = rows.length + creating.length > 1;
    const one = many ? 'Resolve the tickets?' : 'Resolve the ticket?';
    return this.frame(
      resolvable ? one : 'End without resolving?',
      html`
        <p>The chat with <bdi>${chat.user.name}</bdi> ends and the user is told.</p>
        ${loading ? this.asking() : nothing}
        ${rows.length + creating.length > 0 ? this.list(rows) : nothing}
        ${this.chosen.length + this.chosenCreating.length > 0 ? this.words(chat) : nothing}
      `,
      html`
        ${this.cancel()}
        ${resolvable ? this.yesAndNo() : this.only()}
      `,
    );
  }

  private yesAndNo() {
    const none = !this.loading && this.chosen.length + this.chosenCreating.length === 0;
    return html`
      <wa-button class="no" appearance="outlined" ?loading=${this.busy === 'no'} @click=${() => this.end('no', {})}>No, end only</wa-button>
      <wa-button
        variant="brand" autofocus
        ?loading=${this.loading || this.busy === 'yes'} ?disabled=${none}
        @click=${() => this.yes()}
      >Yes, resolve and end</wa-button>
    `;
  }

  private only() {
    return html`<wa-button variant="brand" autofocus ?loading=${this.busy === 'no'} @click=${() => this.end('no', {})}>End without resolving</wa-button>`;
  }

  private list(rows: readonly EndRow[]) {
    return html`<div class="rows" role="group" aria-label="Tickets to resolve">
      ${rows.map((row) => this.row(row))}
      ${this.creating.map((ticket) => this.rowWithoutForm(ticket))}
    </div>`;
  }

  private row(row: EndRow) {
    const ticked = isTicked(row, this.choice);
    return ticketChoice({
      name: row.displayId,
      related: !row.created,
      ticked,
      off: !row.resolve,
      effect: html`${effectOf(row, ticked)}${row.missing === undefined ? nothing : html`<span class="effect" data-testid="missing">${row.missing}</span>`}`,
      form:
        ticked && row.fields.length > 0 ? fieldForm(`t${row.n}`, row.fields, this.filling(row)) : undefined,
      tick: (on) => this.tick(row.n, on),
    });
  }

  /** A ticket about which nothing can be asked yet. */
  private rowWithoutForm(ticket: Ticket) {
    const ticked = this.choice[ticket.n] ?? true;
    return ticketChoice({
      name: capital(ticketName(ticket)),
      related: false,
      ticked,
      off: false,
      effect: effectWords(ticked, 'resolved as soon as it has its number'),
      tick: (on) => this.tick(ticket.n, on),
    });
  }

  /** Where the agent writes what solved it; goes into every ticket that is resolved. */
  private words(chat: Chat) {
    return fieldForm('words', [RESOLUTION], {
      values: { resolution: this.resolutionOf(chat) },
      blank: new Set(),
      counted: false,
      change: (_name, value) => {
        this.resolution = value;
      },
      confirm: () => this.yes(),
    });
  }

  private filling(row: EndRow) {
    const values = firstValues(row.fields, this.values[row.n]);
    return {
      values,
      blank: this.blank[row.n] ?? new Set<string>(),
      change: (name: string, value: string) => {
        this.values = { ...this.values, [row.n]: { ...values, [name]: value } };
        const left = [...(this.blank[row.n] ?? [])].filter((one) => one !== name || value.trim() === '');
        this.blank = { ...this.blank, [row.n]: new Set(left) };
      },
      confirm: () => this.yes(),
    };
  }

  private tick(n: number, on: boolean): void {
    this.choice = { ...this.choice, [n]: on };
  }

  private get chosen(): readonly EndRow[] {
    return (this.rows ?? []).filter((row) => isTicked(row, this.choice));
  }

  private get chosenCreating() {
    return this.creating.filter(({ n }) => this.choice[n] ?? true);
  }

  private resolutionOf({ user, subject }: Chat): string {
    return this.resolution ?? `Resolved with ${user.name} in live chat: ${subject || 'no subject'}`;
  }

  private yes(): void {
    const { chat, chosen } = this;
    if (!chat || this.loading || chosen.length + this.chosenCreating.length === 0) return;
    if (this.markBlank(chosen)) return;
    const resolution = this.resolutionOf(chat).trim();
    void this.end('yes', {
      tickets: [
        ...chosen.map((row) => {
          const fields = filledIn(row.fields, firstValues(row.fields, this.values[row.n]));
          return { ticket: row.n, resolve: true, ...(Object.keys(fields).length > 0 && { fields }) };
        }),
        ...this.chosenCreating.map(({ n }) => ({ ticket: n, resolve: true })),
      ],
      ...(resolution !== '' && { resolution }),
    });
  }

  /** @returns true where something is to be filled in first; the cursor stands there */
  private markBlank(rows: readonly EndRow[]): boolean {
    this.blank = Object.fromEntries(
      rows.map((row) => [
        row.n,
        new Set(blankFields(row.fields, firstValues(row.fields, this.values[row.n]))),
      ]),
    );
    if (Object.values(this.blank).every(({ size }) => size === 0)) return false;
    void this.updateComplete.then(() => focusField(this.renderRoot));
    return true;
  }

  /** The ITSM wants to know more than it said before: its fields join the form. */
  protected override answered(error: unknown): boolean {
    if (!(error instanceof Refusal) || error.code !== 'fields-required') return false;
    const { fields, ticket } = error.facts as { fields?: readonly FormField[]; ticket?: number };
    if (!Array.isArray(fields) || !this.rows) return false;
    this.rows = this.rows.map((row) =>
      row.n === ticket ? { ...row, fields: mergeFields(row.fields, fields) } : row,
    );
    return this.markBlank(this.chosen);
  }

  private end(button: 'yes' | 'no', wish: EndWish): Promise<void> {
    return this.carryOut('end', wish, button);
  }
}

customElements.define('db-end-dialog', EndDialog);

export const END: ChatRow = {
  name: 'end',
  label: 'End Chat',
  menu: 'button',
  key: { code: 'KeyE', help: 'End Chat' },
  when: whenMine,
  element: (desk, chat) => html`<db-end-dialog .desk=${desk} .chatId=${chat}></db-end-dialog>`,
};
