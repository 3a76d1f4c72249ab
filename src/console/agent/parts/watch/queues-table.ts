import { html, nothing, type TemplateResult } from 'lit';
import { duration } from '../../state/time.ts';
import type { Overview } from '../../state/watch.ts';

/** Five minutes, in seconds: whoever waits longer is pointed out. */
const LONG_WAIT = 300;

/** Who waits, per queue and company, the longest wait first. */
export const queuesTable = ({
  waiting,
}: Overview['figures']): TemplateResult => html`<section aria-labelledby="queues">
  <h3 id="queues">Waiting</h3>
  ${waiting.length === 0 ? html`<p class="none">Nobody is waiting.</p>` : nothing}
  <table ?hidden=${waiting.length === 0} aria-labelledby="queues">
    <thead>
      <tr><th scope="col">Queue</th><th scope="col">Company</th><th scope="col" class="num">Chats</th><th scope="col" class="num">Longest</th><th scope="col" class="num">Average</th></tr>
    </thead>
    <tbody>
      ${waiting
        .toSorted((a, b) => b.longestWait - a.longestWait)
        .map(
          ({ queue, company, queued, longestWait, averageWait, warned, breached }) => html`<tr>
            <td class="who">${queue}</td>
            <td><bdi>${company}</bdi></td>
            <td class="num">${queued}</td>
            <td class="num ${markOf(longestWait, warned, breached)}">${duration(longestWait)}${late(warned, breached)}</td>
            <td class="num">${duration(averageWait)}</td>
          </tr>`,
        )}
    </tbody>
  </table>
</section>`;

/** By the targets of the place's chats where one is near or missed. */
function markOf(longestWait: number, warned: number, breached: number): string {
  if (breached > 0) return 'breached';
  return warned > 0 || longestWait >= LONG_WAIT ? 'warned' : '';
}

function late(warned: number, breached: number) {
  if (breached > 0) return html`<span class="sub">${breached} overdue</span>`;
  return warned > 0 ? html`<span class="sub">${warned} nearly due</span>` : nothing;
}
