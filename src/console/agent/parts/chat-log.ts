import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { noLog, type State } from '../state/state.ts';
import { dayName } from '../state/time.ts';
import { DeskElement } from './desk-element.ts';
import { logFilesStyles } from './log-files.ts';
import { type Line, logLine, pendingLine } from './log-line.ts';
import { logLineStyles } from './log-line-styles.ts';
import { markedTextStyles } from './marked-text.ts';

/** Distance from the end, in pixels, at which the reader still counts as being there. */
const NEAR_END = 60;

/** The log of a chat: the bot's history, then user, agents, events and side notes in order. */
export class ChatLog extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    chatId: { attribute: false },
    below: { state: true },
  };
  static override styles = [
    shared,
    logLineStyles,
    logFilesStyles,
    markedTextStyles,
    css`
      :host {
        position: relative;
        display: flex;
        flex-direction: column;
      }
      .scroll {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
        padding: 18px 20px 14px;
      }
      .scroll:focus-visible {
        outline-offset: -2px;
      }
      ol {
        display: flex;
        flex-direction: column;
        max-width: 860px;
        margin: 0 auto;
      }
      .divider {
        display: flex;
        align-items: center;
        gap: 12px;
        margin: 14px 0 10px;
        color: var(--db-faint);
        font-size: var(--db-small);
        font-weight: 550;
      }
      .divider::before,
      .divider::after {
        content: '';
        flex: 1;
        height: 1px;
        background: var(--db-line);
      }
      .jump {
        position: absolute;
        right: 20px;
        bottom: 12px;
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 6px 12px;
        border: 1px solid var(--db-accent-line);
        border-radius: 999px;
        background: var(--db-surface);
        color: var(--db-accent-text);
        box-shadow: var(--db-shadow-high);
        font: inherit;
        font-size: 13px;
        cursor: pointer;
      }
      .typing {
        flex: none;
        width: min(860px, 100% - 40px);
        min-height: 20px;
        margin: 0 auto;
        color: var(--db-quiet);
        font-size: var(--db-small);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .loading {
        text-align: center;
        padding: 40px;
        color: var(--db-quiet);
      }
    `,
  ];

  declare chatId: string;
  declare below: boolean;
  private atEnd = true;
  private shownSeq = 0;
  /** Of the box that scrolls, in pixels, when it was looked at last. */
  private boxHeight = 0;
  private readonly resized = new ResizeObserver(() => {
    if (this.atEnd) this.toEnd();
    this.boxHeight = this.renderRoot.querySelector('.scroll')?.clientHeight ?? 0;
  });

  constructor() {
    super();
    this.below = false;
  }

  protected override concerns(state: State, before: State): boolean {
    return (
      state.logs[this.chatId] !== before.logs[this.chatId] ||
      state.typing[this.chatId] !== before.typing[this.chatId]
    );
  }

  override render() {
    const log = this.state.logs[this.chatId] ?? noLog;
    if (!log.loaded) return html`<div class="loading">Loading…</div>`;
    const lines = this.lines();
    const typist = this.state.typing[this.chatId];
    return html`
      <div class="scroll" tabindex="0" role="log" aria-label="Chat log" aria-live="off" @scroll=${this.onScroll}>
        <ol>
          ${repeat(
            lines,
            (line) => line.entry.seq,
            (line) => logLine(line),
          )}
          ${repeat(
            log.pending,
            (line) => line.key,
            (line) =>
              pendingLine(
                line,
                () => this.desk.sendAgain(this.chatId, line.key),
                () => this.desk.discard(this.chatId, line.key),
              ),
          )}
        </ol>
      </div>
      <div class="typing" role="status">${typist ? `${typist.name} is typing…` : nothing}</div>
      ${
        this.below
          ? html`<button class="jump" @click=${this.toEnd}>${icon('chevron-down')}New messages</button>`
          : nothing
      }
    `;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A narrower window or a growing composer must not push the newest line out of sight.
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    this.resized.disconnect();
    super.disconnectedCallback();
  }

  override updated(): void {
    const log = this.state.logs[this.chatId];
    const last = log?.entries.at(-1)?.seq ?? 0;
    const sending = (log?.pending.length ?? 0) > 0;
    if (this.atEnd || sending) this.toEnd();
    else if (last > this.shownSeq) this.below = true;
    this.shownSeq = last;
  }

  /** Each entry with what stands around it: a new day, the handoff, or the same author going on. */
  private lines(): readonly Line[] {
    const { entries } = this.state.logs[this.chatId] ?? noLog;
    const me = this.state.me?.id ?? this.state.session?.agent.id;
    const handoff = entries.find((entry) => entry.code === 'chat-requested')?.seq ?? 0;
    return entries.map((entry, index) => {
      const previous = entries[index - 1];
      const day = dayName(entry.at);
      const newDay = previous === undefined || dayName(previous.at) !== day;
      const follows =
        !newDay &&
        previous !== undefined &&
        previous.type === entry.type &&
        previous.author.kind === entry.author.kind &&
        previous.author.id === entry.author.id &&
        previous.author.name === entry.author.name &&
        Date.parse(entry.at) - Date.parse(previous.at) < 180_000;
      return {
        entry,
        mine: entry.author.kind === 'agent' && entry.author.id === me,
        history: entry.seq < handoff,
        follows,
        ...(newDay && { day }),
      };
    });
  }

  private onScroll(event: Event): void {
    const box = event.target as HTMLElement;
    // Parts around it are drawn later and take its room: that is no reader who has scrolled up.
    if (box.clientHeight !== this.boxHeight) return;
    this.atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
    if (this.atEnd) this.below = false;
  }

  private toEnd(): void {
    const box = this.renderRoot.querySelector('.scroll');
    if (box) {
      box.scrollTop = box.scrollHeight;
      this.boxHeight = box.clientHeight;
    }
    this.below = false;
  }
}

customElements.define('db-chat-log', ChatLog);
