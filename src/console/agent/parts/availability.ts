import '@awesome.me/webawesome/dist/components/switch/switch.js';
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { shared } from '../../look/shared-styles.ts';
import type { State } from '../state/state.ts';
import { DeskElement } from './desk-element.ts';

/** Whether the agent gets chats, why, and where chats are given by themselves how many. */
export class Availability extends DeskElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 10px;
        font-size: 13px;
      }
      wa-switch {
        font-size: 13px;
      }
      wa-switch::part(thumb) {
        background-color: var(--db-quiet);
      }
      wa-switch:state(checked)::part(thumb) {
        background-color: #fff;
      }
      select,
      input {
        height: 30px;
        padding: 0 8px;
        border: 1px solid var(--db-line);
        border-radius: 8px;
        background: var(--db-surface);
        color: var(--db-text);
        font: inherit;
        font-size: 13px;
      }
      :is(select, input):hover {
        border-color: var(--db-line-strong);
      }
      :is(select, input):disabled {
        color: var(--db-faint);
      }
      select {
        max-width: 168px;
        color: var(--db-quiet);
        text-overflow: ellipsis;
      }
      input {
        width: 54px;
        font-variant-numeric: tabular-nums;
      }
      .for {
        display: flex;
        align-items: center;
        gap: 6px;
        color: var(--db-quiet);
      }
      @media (max-width: 640px) {
        :host {
          justify-content: flex-end;
          gap: 6px;
        }
        select {
          flex: 0 1 92px;
          min-width: 48px;
        }
        .for span {
          display: none;
        }
        input {
          width: 44px;
          padding-right: 2px;
        }
      }
    `,
  ];

  protected override concerns(state: State, before: State): boolean {
    return state.me !== before.me || state.running !== before.running;
  }

  override render() {
    const { me } = this.state;
    const off = me === undefined;
    const available = me?.available ?? false;
    const rules = me?.desk;
    return html`
      <wa-switch
        size="s"
        .checked=${live(available)}
        ?disabled=${off}
        aria-busy=${this.state.running.has('availability')}
        @change=${(event: Event) => this.desk.setAvailability({ available: (event.target as HTMLInputElement).checked })}
        ><span class="sr">Available</span><span aria-hidden="true" data-testid="availability">${available ? 'Available' : 'Not available'}</span></wa-switch
      >
      ${
        rules?.autoAccept && available
          ? html`<label class="for" title=${`Chats are given to you until you have so many, at most ${rules.mostCapacity}`}>
              <span>for</span>
              <input
                type="number"
                min="0"
                step="1"
                inputmode="numeric"
                aria-label="Available for how many chats"
                .value=${live(String(me?.capacity ?? ''))}
                ?disabled=${off}
                @change=${this.setCapacity}
              />
            </label>`
          : nothing
      }
      ${rules ? this.status(available, off) : nothing}
    `;
  }

  /** Both kinds of reason: picking one says both whether and why. */
  private status(available: boolean, off: boolean) {
    const { me } = this.state;
    const codes = me?.desk?.statusCodes;
    if (!codes) return nothing;
    const current = me?.statusCode ?? (available ? codes.available : codes.unavailable)[0] ?? '';
    const group = (kind: 'available' | 'unavailable', label: string) => html`<optgroup label=${label}>
      ${codes[kind].map(
        (code) =>
          html`<option value=${`${kind} ${code}`} ?selected=${(kind === 'available') === available && code === current}>${code}</option>`,
      )}
    </optgroup>`;
    return html`<select aria-label="Status" title=${current} ?disabled=${off} @change=${this.setStatus}>
      ${group('available', 'Available')}${group('unavailable', 'Unavailable')}
    </select>`;
  }

  private setStatus(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    const space = value.indexOf(' ');
    void this.desk.setAvailability({
      available: value.slice(0, space) === 'available',
      statusCode: value.slice(space + 1),
    });
  }

  private setCapacity(event: Event): void {
    const capacity = Math.trunc(Number((event.target as HTMLInputElement).value));
    const { me } = this.state;
    if (me && capacity >= 0)
      void this.desk.setAvailability({
        available: me.available,
        ...(me.statusCode !== undefined && { statusCode: me.statusCode }),
        capacity,
      });
    // What is no number is drawn again as it was.
    else this.requestUpdate();
  }
}

customElements.define('db-availability', Availability);
