import { html, nothing, type TemplateResult } from 'lit';
import { type EndRow, statusPair } from '../../state/ending.ts';
import { kindWords } from '../../state/words.ts';

/** One ticket in the end dialog. */
export interface TicketChoice {
  readonly name: string;
  readonly related: boolean;
  readonly ticked: boolean;
  /** It cannot be ticked. */
  readonly off: boolean;
  readonly effect: TemplateResult;
  /** What the ITSM wants to know before it resolves this ticket. */
  readonly form?: TemplateResult | undefined;
  tick(on: boolean): void;
}

export const ticketChoice = ({
  name,
  related,
  ticked,
  off,
  effect,
  form,
  tick,
}: TicketChoice): TemplateResult =>
  html`<div class="row" data-testid="ending">
    <label class="head ${off ? 'off' : ''}">
      <input
        type="checkbox" .checked=${ticked} ?disabled=${off}
        @change=${(event: Event) => tick((event.target as HTMLInputElement).checked)}
      />
      <span class="name">${name}${related ? html`<span class="tag">Related</span>` : nothing}</span>
      ${effect}
    </label>
    ${form ?? nothing}
  </div>`;

/** What the end does to a ticket, in words. */
export function effectOf({ resolve, why, kind }: EndRow, ticked: boolean): TemplateResult {
  if (!resolve)
    return html`<span class="effect cannot">cannot be resolved now. ${why ?? `This ${kindWords(kind).toLowerCase()} keeps its status.`}</span>`;
  return effectWords(ticked, statusPair(resolve));
}

/** @param resolved what the ticket will be where it is ticked */
export const effectWords = (ticked: boolean, resolved: string): TemplateResult =>
  ticked
    ? html`<span class="effect will">will be ${resolved}</span>`
    : html`<span class="effect">keeps its status</span>`;
