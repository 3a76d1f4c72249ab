import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { byRoom, isFull, presenceWords } from '../../state/colleagues.ts';
import type { Colleague } from '../../state/state.ts';
import { MOVE_ALL } from '../dialog/move-all-dialog.ts';
import { act } from '../side/act.ts';

/** The agents: who is there, and how much each has. */
export const agentsTable = (
  agents: readonly Colleague[],
  moveAll: (agent: string) => void,
): TemplateResult => html`<section aria-labelledby="agents">
  <h3 id="agents">Agents</h3>
  ${agents.length === 0 ? html`<p class="none">Nobody has the role of an agent here.</p>` : nothing}
  <table ?hidden=${agents.length === 0} aria-labelledby="agents">
    <thead>
      <tr><th scope="col">Agent</th><th scope="col">Status</th><th scope="col" class="num">Chats</th><th scope="col"><span class="sr">Actions</span></th></tr>
    </thead>
    <tbody>
      ${repeat(
        byRoom(agents),
        ({ id }) => id,
        (agent) => html`<tr data-agent=${agent.id}>
          <td><bdi class="who">${agent.screenName}</bdi></td>
          <td><span class="presence ${!agent.online ? '' : agent.available ? 'on' : 'away'}">${presenceWords(agent)}</span></td>
          <td class="num ${isFull(agent) ? 'long' : ''}">${agent.load} of ${agent.capacity}</td>
          <td class="doing">${
            agent.load === 0
              ? nothing
              : act({
                  words: MOVE_ALL.label,
                  to: `of ${agent.screenName}`,
                  why: undefined,
                  run: () => moveAll(agent.id),
                })
          }</td>
        </tr>`,
      )}
    </tbody>
  </table>
</section>`;
