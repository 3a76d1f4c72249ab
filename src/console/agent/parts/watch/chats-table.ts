import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../../look/icons.ts';
import { type ChatMove, movesFor, moveWords } from '../../state/chat-moves.ts';
import { slaOf } from '../../state/sla.ts';
import type { Chat, State } from '../../state/state.ts';
import { fullTime, waited, waitsLong } from '../../state/time.ts';
import { statusWords } from '../../state/words.ts';

export interface ChatRow {
  open(chat: string): void;
  move(move: ChatMove, chat: string): void;
}

/** Every open chat with what can be done about it; those who ask for assistance stand first. */
export const chatsTable = (
  state: State,
  chats: readonly Chat[],
  more: boolean,
  row: ChatRow,
): TemplateResult => html`<section aria-labelledby="chats">
  <h3 id="chats">Open chats</h3>
  ${chats.length === 0 ? html`<p class="none">No chat is open.</p>` : nothing}
  <table class="wide" ?hidden=${chats.length === 0} aria-labelledby="chats">
    <thead>
      <tr><th scope="col">User</th><th scope="col">Status</th><th scope="col">Agent</th><th scope="col">Queue</th><th scope="col">Company</th><th scope="col" class="num">Waits</th><th scope="col"><span class="sr">Actions</span></th></tr>
    </thead>
    <tbody>
      ${repeat(
        chats,
        ({ id }) => id,
        (chat) => chatRow(state, state.chats[chat.id] ?? chat, row),
      )}
    </tbody>
  </table>
  ${more ? html`<p class="more">There are more; these are the first.</p>` : nothing}
</section>`;

function chatRow(state: State, chat: Chat, { open, move }: ChatRow) {
  const busy = ['release', 'enter'].some((what) => state.running.has(`${what} ${chat.id}`));
  const moves = movesFor(state, chat);
  const { assistance } = chat;
  return html`<tr data-chat=${chat.id} data-testid="open-chat">
    <td>
      <span>
        <button class="link" @click=${() => open(chat.id)}><bdi>${chat.user.name}</bdi></button>
        <bdi class="sub">${chat.subject || 'No subject'}</bdi>
        ${
          assistance
            ? html`<span class="call">${icon('bell')}<span><bdi>${assistance.by.screenName}</bdi> asks for assistance${assistance.text ? html`: <bdi>${assistance.text}</bdi>` : nothing} · ${waited(assistance.at, Date.now())}</span></span>`
            : nothing
        }
      </span>
    </td>
    <td data-label="Status"><span class="badge ${chat.status}">${statusWords(chat)}</span></td>
    <td data-label="Agent">${chat.agent ? html`<bdi>${chat.agent.screenName}</bdi>` : html`<span class="sub">Nobody</span>`}</td>
    <td data-label="Queue">${chat.queue}</td>
    <td data-label="Company"><bdi>${chat.company}</bdi></td>
    ${wait(chat)}
    <td class="doing">
      ${
        moves.length === 0
          ? nothing
          : html`<wa-dropdown placement="bottom-end" @wa-select=${(event: CustomEvent<{ item: { value: ChatMove } }>) => move(event.detail.item.value, chat.id)}>
              <wa-button slot="trigger" appearance="outlined" size="s" with-caret ?loading=${busy}>Actions<span class="sr"> for the chat with ${chat.user.name}</span></wa-button>
              ${moves.map((one) => html`<wa-dropdown-item value=${one} variant=${one === 'force-close' ? 'danger' : nothing}>${moveWords(one)}</wa-dropdown-item>`)}
            </wa-dropdown>`
      }
    </td>
  </tr>`;
}

function wait(chat: Chat) {
  const { status, waitingSince } = chat;
  if (status === 'assigned' || waitingSince === undefined) return html`<td class="num"></td>`;
  const now = Date.now();
  const target = slaOf(chat, now);
  const mark = target?.state ?? (waitsLong(waitingSince, now) ? 'warned' : '');
  return html`<td class="num ${mark}" data-label="Waits" title=${`Since ${fullTime(waitingSince)}`}><span>${waited(waitingSince, now)}${target === undefined ? nothing : html`<span class="sub" data-testid="sla">${target.words}</span>`}</span></td>`;
}
