import { css, html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { byRoom, isFull, loadWords, named, presenceWords } from '../../state/colleagues.ts';
import type { Colleague } from '../../state/state.ts';

export interface AgentPick {
  readonly agents: readonly Colleague[];
  /** What was typed to find one. */
  readonly words: string;
  /** The chosen agent's id. */
  readonly picked: string | undefined;
  /** Shown where there is nobody at all. */
  readonly nobody: string;
  find(words: string): void;
  pick(agent: string): void;
}

/** A field to find an agent by name, and those who are there, each with status and load. */
export function agentPicker({ agents, words, picked, nobody, find, pick }: AgentPick): TemplateResult {
  const shown = named(byRoom(agents), words);
  if (agents.length === 0) return html`<p class="nobody">${nobody}</p>`;
  return html`
    <input
      class="find"
      type="search"
      aria-label="Find an agent"
      placeholder="Find an agent by name"
      autocomplete="off"
      .value=${live(words)}
      @input=${(event: Event) => find((event.target as HTMLInputElement).value)}
    />
    ${shown.length === 0 ? html`<p class="nobody" role="status">Nobody here is called so. Those who are offline are not listed.</p>` : nothing}
    <div class="rows choices" role="radiogroup" aria-label="Agent" ?hidden=${shown.length === 0}>
      ${shown.map((agent) => choice(agent, agent.id === picked, () => pick(agent.id)))}
    </div>
  `;
}

const choice = (
  agent: Colleague,
  checked: boolean,
  pick: () => void,
) => html`<label class="row choice" data-agent=${agent.id}>
  <input type="radio" name="agent" .checked=${live(checked)} @change=${pick} />
  <bdi class="name">${agent.screenName}</bdi>
  <span class="presence ${agent.available ? 'on' : ''}">${presenceWords(agent)}</span>
  <span class="load ${isFull(agent) ? 'full' : ''}">${loadWords(agent)}</span>
</label>`;

/** The support queues that a chat can go to. */
export const queuePicker = (
  queues: readonly string[],
  picked: string | undefined,
  pick: (queue: string) => void,
): TemplateResult => html`<div class="rows choices" role="radiogroup" aria-label="Support queue">
  ${queues.map(
    (queue) => html`<label class="row choice">
      <input type="radio" name="queue" .checked=${live(queue === picked)} @change=${() => pick(queue)} />
      <span class="name">${queue}</span>
    </label>`,
  )}
</div>`;

export const pickerStyles = css`
  .find {
    margin-bottom: 8px;
  }
  .choices {
    max-height: min(232px, 34dvh);
    overflow-y: auto;
  }
  .choice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 0 11px;
    align-items: center;
    padding: 9px 14px;
    cursor: pointer;
  }
  .choice:has(:checked) {
    background: var(--db-accent-soft);
  }
  .choice:has(:focus-visible) {
    outline: 2px solid var(--db-focus);
    outline-offset: -2px;
    border-radius: 10px;
  }
  .choice input {
    grid-row: span 2;
    width: 17px;
    height: 17px;
    margin: 0;
    accent-color: var(--db-accent);
    outline: none;
  }
  .presence,
  .load {
    color: var(--db-quiet);
    font-size: 12.5px;
  }
  .presence {
    grid-area: 2 / 2;
  }
  .presence::before {
    content: '';
    display: inline-block;
    width: 7px;
    height: 7px;
    margin-right: 6px;
    border-radius: 50%;
    background: light-dark(#d98a1b, #e0a44a);
  }
  .presence.on::before {
    background: light-dark(#22a565, #4cc98a);
  }
  .load {
    grid-area: 1 / 3 / 3 / 4;
    font-variant-numeric: tabular-nums;
  }
  .load.full {
    color: var(--db-warn);
    font-weight: 600;
  }
  .nobody {
    padding: 14px;
    border: 1px dashed var(--db-line-strong);
    border-radius: 10px;
    color: var(--db-quiet);
    text-align: center;
  }
  .kinds {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 4px;
    padding: 4px;
    border-radius: 10px;
    background: var(--db-hover);
  }
  .kinds label {
    padding: 6px 10px;
    border-radius: 7px;
    color: var(--db-quiet);
    font-size: 13px;
    font-weight: 600;
    text-align: center;
    cursor: pointer;
  }
  .kinds label:has(:checked) {
    background: var(--db-surface);
    color: var(--db-text);
    box-shadow: var(--db-shadow);
  }
  .kinds label:has(:focus-visible) {
    outline: 2px solid var(--db-focus);
  }
  .kinds input {
    position: absolute;
    opacity: 0;
    pointer-events: none;
  }
  .kinds small {
    display: block;
    color: var(--db-quiet);
    font-size: var(--db-small);
    font-weight: 400;
  }
`;

/** Two choices side by side, of which one is always made. */
export const eitherOr = <T extends string>(
  name: string,
  label: string,
  choices: readonly (readonly [T, string, string?])[],
  chosen: T,
  choose: (value: T) => void,
): TemplateResult => html`<div class="kinds" role="radiogroup" aria-label=${label}>
  ${choices.map(
    ([value, words, hint]) => html`<label>
      <input type="radio" name=${name} value=${value} .checked=${live(value === chosen)} @change=${() => choose(value)} />
      ${words}${hint === undefined ? nothing : html`<small>${hint}</small>`}
    </label>`,
  )}
</div>`;
