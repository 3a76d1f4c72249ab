import { css, html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FormField, Values } from '../../state/ending.ts';
import { isoOf, localOf } from '../../state/time.ts';

export interface Filling {
  readonly values: Values;
  /** Names of the fields that were left blank although they are required. */
  readonly blank: ReadonlySet<string>;
  change(name: string, value: string): void;
  /** False where nobody comes near the limit. */
  readonly counted?: boolean;
  /** Enter in a single line. */
  confirm(): void;
}

/** Text that may be longer than this, in characters, gets several lines. */
const SINGLE_LINE = 120;

/**
 * A form made of what the ITSM asks for: label, mark of the required ones, limit with counter, choices.
 * @param id makes the ids of several forms in one dialog differ
 */
export const fieldForm = (id: string, fields: readonly FormField[], filling: Filling): TemplateResult =>
  html`<div class="fields">${fields.map((field, at) => fieldRow(`${id}-${at}`, field, filling))}</div>`;

function fieldRow(id: string, field: FormField, filling: Filling) {
  const wrong = filling.blank.has(field.name);
  const value = filling.values[field.name] ?? '';
  return html`<div class="field ${wrong ? 'wrong' : ''}" data-field=${field.name}>
    <label for=${id}>${field.label}${field.required ? html`<span class="must" aria-hidden="true">*</span>` : nothing}</label>
    ${control(id, field, value, wrong, filling)}
    ${field.limit !== undefined && field.type === 'text' && filling.counted !== false ? counter(lengthOf(field, value), field.limit) : nothing}
    ${wrong ? html`<p class="why" id="${id}-why">${blankWords(field)}</p>` : nothing}
  </div>`;
}

function control(id: string, field: FormField, value: string, wrong: boolean, filling: Filling) {
  const described = wrong ? `${id}-why` : nothing;
  const invalid = wrong ? 'true' : nothing;
  const typed = (event: Event) => filling.change(field.name, (event.target as HTMLInputElement).value);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    filling.confirm();
  };
  if (field.type === 'choice' && field.choices) {
    return html`<div class="pick">
      <select id=${id} ?required=${field.required} aria-invalid=${invalid} aria-describedby=${described} @change=${typed}>
        <option value="" ?selected=${value === ''}>${field.required ? 'Choose…' : 'None'}</option>
        ${field.choices.map((choice) => html`<option value=${choice} ?selected=${choice === value}>${choice}</option>`)}
      </select>
    </div>`;
  }
  if (field.type === 'time') {
    const at = (event: Event) => filling.change(field.name, isoOf((event.target as HTMLInputElement).value));
    return html`<input
      id=${id} type="datetime-local" ?required=${field.required} aria-invalid=${invalid} aria-describedby=${described}
      .value=${live(localOf(value))} @change=${at} @keydown=${onKey} />`;
  }
  if (field.type === 'text' && (field.limit ?? Number.POSITIVE_INFINITY) > SINGLE_LINE) {
    return html`<textarea
      id=${id} rows="3" maxlength=${field.limit ?? nothing} ?required=${field.required} aria-invalid=${invalid} aria-describedby=${described}
      .value=${live(value)} @input=${typed}></textarea>`;
  }
  return html`<input
    id=${id} type="text" inputmode=${field.type === 'number' ? 'decimal' : nothing} maxlength=${field.limit ?? nothing}
    ?required=${field.required} aria-invalid=${invalid} aria-describedby=${described} autocomplete="off"
    .value=${live(value)} @input=${typed} @keydown=${onKey} />`;
}

/** As the ITSM counts it: where that is in bytes, most letters beyond A to Z count twice or more. */
const lengthOf = ({ limitIn }: FormField, value: string): number =>
  limitIn === 'bytes' ? new TextEncoder().encode(value).length : value.length;

const counter = (length: number, limit: number) =>
  html`<span class="count ${length >= limit ? 'full' : ''}">${length} / ${limit}</span>`;

const blankWords = ({ type, label }: FormField): string =>
  type === 'choice' ? `Choose ${label}.` : `Fill in ${label}.`;

/** Puts the cursor into the first field that was left blank, or into the first one. */
export function focusField(root: ParentNode): void {
  const control = 'select, input, textarea';
  const first = root.querySelector<HTMLElement>(`.field.wrong :is(${control})`);
  (first ?? root.querySelector<HTMLElement>(`.field :is(${control})`))?.focus();
}

export const fieldStyles = css`
  .fields {
    display: grid;
    gap: 14px;
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 5px 12px;
    align-items: baseline;
  }
  .field label {
    font-weight: 600;
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  .must {
    margin-left: 3px;
    color: var(--db-bad);
  }
  .count {
    grid-area: 1 / 2;
    color: var(--db-faint);
    font-size: var(--db-small);
    font-variant-numeric: tabular-nums;
  }
  .count.full {
    color: var(--db-warn);
  }
  .field > :is(input, textarea, .pick),
  .field .why {
    grid-column: 1 / -1;
  }
  :is(input:not([type='checkbox'], [type='radio']), textarea, select) {
    display: block;
    width: 100%;
    min-height: 38px;
    padding: 8px 12px;
    border: 1px solid var(--db-line-strong);
    border-radius: 8px;
    background: var(--db-surface);
    color: var(--db-text);
    font: inherit;
    line-height: 1.45;
  }
  .field textarea {
    min-height: 74px;
    max-height: 240px;
    resize: vertical;
    field-sizing: content;
  }
  :is(input, textarea, select):focus-visible {
    outline: 2px solid var(--db-focus);
    outline-offset: -1px;
  }
  ::placeholder {
    color: var(--db-faint);
    opacity: 1;
  }
  .pick {
    position: relative;
  }
  .pick select {
    appearance: none;
    padding-right: 34px;
    text-overflow: ellipsis;
  }
  .pick::after {
    content: '';
    position: absolute;
    right: 15px;
    top: 14px;
    width: 7px;
    height: 7px;
    border: solid var(--db-quiet);
    border-width: 0 1.6px 1.6px 0;
    rotate: 45deg;
    pointer-events: none;
  }
  .wrong :is(input, textarea, select) {
    border-color: var(--db-bad);
  }
  .field .why {
    color: var(--db-bad);
    font-size: var(--db-small);
  }
`;
