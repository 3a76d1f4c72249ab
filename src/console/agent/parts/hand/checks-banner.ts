import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import { type CheckFinding, faultsIn } from '../../state/hand.ts';
import type { State } from '../../state/state.ts';
import { isSupervisor } from '../../state/supervisor.ts';
import { DeskElement } from '../desk-element.ts';

/** Tells supervisors that the mapping names something which the ITSM has not got, before a chat ends with it. */
export class ChecksBanner extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    open: { state: true },
  };
  static override styles = [
    shared,
    css`
      .bar {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 7px 16px;
        background: var(--db-warn-soft);
        color: var(--db-warn);
        border-bottom: 1px solid var(--db-line);
        font-size: 13px;
      }
      .bar p {
        flex: 1;
        min-width: 0;
        font-weight: 550;
      }
      button {
        padding: 3px 10px;
        border: 0;
        border-radius: 7px;
        background: none;
        color: inherit;
        font: inherit;
        font-weight: 600;
        white-space: nowrap;
        cursor: pointer;
      }
      button:hover {
        background: light-dark(rgb(0 0 0 / 6%), rgb(255 255 255 / 9%));
      }
      .toggle {
        display: inline-flex;
        align-items: center;
        gap: 4px;
      }
      .toggle[aria-expanded='true'] .icon {
        rotate: 180deg;
      }
      ul {
        max-height: 44vh;
        overflow-y: auto;
        padding: 6px 16px 14px;
        background: var(--db-surface);
        border-bottom: 1px solid var(--db-line);
      }
      li {
        max-width: 900px;
        padding: 12px 0;
      }
      li + li {
        border-top: 1px solid var(--db-line);
      }
      strong {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 3px 14px;
        margin: 7px 0;
        font-size: 13px;
      }
      dt {
        color: var(--db-quiet);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .fix {
        color: var(--db-quiet);
        font-size: 13px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  declare open: boolean;
  /** The faults that were looked at and put away, as they stood then. */
  private putAway = '';

  constructor() {
    super();
    this.open = false;
  }

  protected override concerns(state: State, before: State): boolean {
    return state.hand.checks !== before.hand.checks || state.me !== before.me;
  }

  override render() {
    const faults = faultsIn(this.state.hand.checks);
    if (!isSupervisor(this.state) || faults.length === 0 || JSON.stringify(faults) === this.putAway) {
      return nothing;
    }
    const systems = [...new Set(faults.map(({ connector }) => connector))].join(', ');
    return html`<section aria-label="Check of the mapping" data-testid="checks">
      <div class="bar" role="status">
        ${icon('warning')}
        <p>${faults.length === 1 ? 'One thing' : `${faults.length} things`} the mapping needs ${faults.length === 1 ? 'is' : 'are'} missing in ${systems}.</p>
        <button class="toggle" aria-expanded=${this.open} aria-controls="faults" @click=${() => this.toggle()}>
          ${this.open ? 'Hide' : 'Show'}<span class="sr"> what is missing</span>${icon('chevron-down')}
        </button>
        <button aria-label="Put away until something else is found" title="Put away until something else is found" @click=${() => this.putOff(faults)}>${icon('xmark')}</button>
      </div>
      ${this.open ? html`<ul id="faults">${faults.map(({ finding }) => fault(finding))}</ul>` : nothing}
    </section>`;
  }

  private toggle(): void {
    this.open = !this.open;
  }

  private putOff(faults: ReturnType<typeof faultsIn>): void {
    this.putAway = JSON.stringify(faults);
    this.requestUpdate();
  }
}

const fault = ({ what, fix, form, field, value, nearest }: CheckFinding) => html`<li>
  <strong>${what}</strong>
  <dl>
    ${line('Form', form)}${line('Field', field)}${line('Value', value)}${line('Nearest', nearest)}
  </dl>
  <p class="fix">${fix}</p>
</li>`;

const line = (name: string, value: string | undefined) =>
  value === undefined ? nothing : html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`;

customElements.define('db-checks-banner', ChecksBanner);
