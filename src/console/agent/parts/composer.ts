import { html, nothing, type PropertyDeclarations } from 'lit';
import { live } from 'lit/directives/live.js';
import { isBlank } from '../../../chat/blank.ts';
import { wholeGraphemes } from '../../../chat/cut.ts';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { allowedWords, areUploading, noFiles, readyIn } from '../state/enclosures.ts';
import { whereIs } from '../state/gaps.ts';
import { whyNoNote, whyReadOnly } from '../state/rights.ts';
import { type Draft, noDraft, type State } from '../state/state.ts';
import { listWords } from '../state/words.ts';
import { attachPanel, attachPanelStyles } from './compose/attach-panel.ts';
import './compose/canned-picker.ts';
import type { PreparedText } from './compose/canned-picker.ts';
import { composerStyles } from './compose/composer-styles.ts';
import { FileDrop } from './compose/file-drop.ts';
import { fileTray, fileTrayStyles } from './compose/file-tray.ts';
import { modeSwitch } from './compose/modes.ts';
import { type Tool, toolButtons } from './compose/tools.ts';
import { DeskElement } from './desk-element.ts';

/** The API's bound for one message, in characters. */
const MAX_MESSAGE = 8000;
/** Characters left from which on the agent is told. */
const WARN_AT = 500;

/** Where the agent writes: a message to the user, or a side note for colleagues, each with its own draft. */
export class Composer extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    chatId: { attribute: false },
    open: { state: true },
    stopped: { state: true },
  };
  static override shadowRootOptions = { ...DeskElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [shared, composerStyles, fileTrayStyles, attachPanelStyles];

  declare chatId: string;
  /** What lies open above the words. */
  declare open: Tool | undefined;
  /** The agent has tried to send what has a gap in it. */
  declare stopped: boolean;
  private readonly drop = new FileDrop(
    this,
    () => this.mayAttach,
    (files) => this.attach(files),
  );

  protected override concerns(state: State, before: State): boolean {
    return (
      state.chats[this.chatId] !== before.chats[this.chatId] ||
      state.drafts[this.chatId] !== before.drafts[this.chatId] ||
      state.files[this.chatId] !== before.files[this.chatId] ||
      state.me !== before.me
    );
  }

  override updated(): void {
    const chat = this.state.chats[this.chatId];
    const { value, loading, error } = this.files.policy;
    const unknown = value === undefined && !loading && error === undefined;
    if (unknown && chat && whyReadOnly(this.state, chat) === undefined)
      void this.desk.enclosing.readPolicy(this.chatId);
  }

  private get draft(): Draft {
    const draft = this.state.drafts[this.chatId] ?? noDraft;
    return this.whyNoNote === undefined ? draft : { ...draft, mode: 'message' };
  }

  /** A participant writes to the user alone. */
  private get whyNoNote(): string | undefined {
    const chat = this.state.chats[this.chatId];
    return chat && whyNoNote(this.state, chat);
  }

  override render() {
    const chat = this.state.chats[this.chatId];
    if (!chat) return nothing;
    const why = whyReadOnly(this.state, chat);
    if (why) return html`<div class="why" role="status" data-testid="read-only">${icon('lock')}${why}</div>`;
    const { draft } = this;
    const note = draft.mode === 'note';
    const text = draft[draft.mode];
    const left = MAX_MESSAGE - text.length;
    const { policy, enclosed } = this.files;
    return html`<div class="box ${draft.mode}">
      ${modeSwitch({
        mode: draft.mode,
        whyNoNote: this.whyNoNote,
        choose: (mode) => void this.setMode(mode),
        show: (mode) => this.desk.draft(this.chatId, { mode }),
      })}
      ${note ? nothing : this.panel()}
      ${note ? nothing : fileTray(enclosed, (key) => void this.desk.enclosing.remove(this.chatId, key))}
      <textarea
        rows="1"
        maxlength=${MAX_MESSAGE}
        dir="auto"
        aria-label=${note ? 'Side note' : 'Message'}
        placeholder=${note ? 'A note for colleagues. The user never sees it.' : 'Write to the user…'}
        .value=${live(text)}
        @input=${(event: Event) => this.write((event.target as HTMLTextAreaElement).value)}
        @keydown=${this.onKey}
        @paste=${this.onPaste}
      ></textarea>
      ${this.gapHint()}
      <div class="foot">
        ${note ? nothing : toolButtons(this.open, policy.value?.why, (tool) => void this.toggle(tool))}
        <span class="hint">Enter sends · Shift + Enter starts a new line</span>
        ${left <= WARN_AT ? html`<span class="near" role="status">${left} left</span>` : nothing}
        <button class="send" ?disabled=${!this.canSend} @click=${this.send}>
          ${icon(note ? 'note' : 'send')}${note ? 'Add note' : 'Send'}
        </button>
      </div>
      ${
        this.drop.over && policy.value
          ? html`<div class="drop">Drop to send to the user<small>${allowedWords(policy.value)}</small></div>`
          : nothing
      }
    </div>`;
  }

  private gapHint() {
    const { gaps } = this;
    if (gaps.length === 0) return nothing;
    const one = gaps.length === 1;
    const words = `${listWords(gaps)} ${one ? 'is' : 'are'} not filled in.`;
    return html`<p class="gaps ${this.stopped ? 'stopped' : ''}" role=${this.stopped ? 'alert' : 'status'} data-testid="gaps">
      ${icon('warning')}<span>${this.stopped ? `Not sent: ${words}` : words} Write what belongs there, or delete ${one ? 'it' : 'them'}.</span>
    </p>`;
  }

  override focus(): void {
    this.renderRoot.querySelector('textarea')?.focus();
  }

  /** Switches between message and side note; each keeps its own words. */
  async setMode(mode: Draft['mode']): Promise<void> {
    this.desk.draft(this.chatId, { mode });
    await this.updateComplete;
    this.focus();
  }

  private get files() {
    return this.state.files[this.chatId] ?? noFiles;
  }

  private get mayAttach(): boolean {
    const chat = this.state.chats[this.chatId];
    const writes = chat !== undefined && whyReadOnly(this.state, chat) === undefined;
    return writes && this.draft.mode === 'message' && this.files.policy.value?.maySend === true;
  }

  /** Words, or files that are up; nothing goes while a file is still on its way. */
  private get canSend(): boolean {
    const { mode } = this.draft;
    const words = !isBlank(this.draft[mode]);
    if (mode === 'note') return words;
    return !areUploading(this.files) && (words || readyIn(this.files).length > 0);
  }

  private panel() {
    switch (this.open) {
      case 'files':
        return attachPanel(this.files.policy, (files) => this.attach(files));
      case 'texts':
        return html`<db-canned-picker
          .desk=${this.desk}
          .chatId=${this.chatId}
          .written=${this.draft.message}
          @db-insert=${(event: CustomEvent<PreparedText>) => this.insert(event.detail)}
          @db-shut=${() => this.toggle('texts')}
        ></db-canned-picker>`;
      default:
        return nothing;
    }
  }

  private async toggle(what: Tool): Promise<void> {
    const opens = this.open !== what;
    this.open = opens ? what : undefined;
    if (opens && what === 'files') void this.desk.enclosing.readPolicy(this.chatId);
    await this.updateComplete;
    if (!opens) this.focus();
    else this.renderRoot.querySelector<HTMLElement>('.choose')?.focus();
  }

  private attach(files: readonly File[]): void {
    if (files.length === 0) return;
    this.open = undefined;
    void this.desk.enclosing.add(this.chatId, files);
    this.focus();
  }

  /** Puts a prepared text where the cursor stands, to be changed before it goes. */
  private async insert({ text, gaps = [] }: PreparedText): Promise<void> {
    const field = this.renderRoot.querySelector('textarea');
    if (!field) return;
    const { selectionStart: from, selectionEnd: to, value } = field;
    this.open = undefined;
    this.write(wholeGraphemes(`${value.slice(0, from)}${text}${value.slice(to)}`, MAX_MESSAGE), gaps);
    await this.updateComplete;
    this.focus();
    field.setSelectionRange(from + text.length, from + text.length);
    this.toGap();
  }

  /** What could not be filled in is the agent's to write: the next key replaces it. */
  private toGap(): void {
    const field = this.renderRoot.querySelector('textarea');
    const [gap] = this.gaps;
    if (field && gap !== undefined) field.setSelectionRange(...whereIs(field.value, gap));
  }

  private get gaps(): readonly string[] {
    return this.draft.mode === 'message' ? (this.draft.gaps ?? []) : [];
  }

  private onPaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || this.draft.mode === 'note') return;
    event.preventDefault();
    if (this.mayAttach) this.attach(files);
    // There stands why not.
    else this.open = 'files';
  }

  private write(text: string, gaps: readonly string[] = []): void {
    this.stopped = false;
    this.desk.draft(this.chatId, {
      [this.draft.mode]: text,
      ...(gaps.length > 0 && { gaps: [...new Set([...this.gaps, ...gaps])] }),
    });
    if (this.draft.mode === 'message' && text.trim() !== '') this.desk.types(this.chatId);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === '/' && this.draft.mode === 'message' && this.draft.message === '') {
      event.preventDefault();
      void this.toggle('texts');
      return;
    }
    // Enter also ends the composition of a character; that must not send.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  private send(): void {
    if (!this.canSend) return;
    if (this.gaps.length > 0) {
      this.stopped = true;
      this.focus();
      this.toGap();
      return;
    }
    const { mode } = this.draft;
    const text = this.draft[mode].trim();
    this.desk.send(this.chatId, mode, text);
    this.desk.draft(this.chatId, { [mode]: '' });
    this.focus();
  }
}

customElements.define('db-composer', Composer);

declare global {
  interface HTMLElementTagNameMap {
    'db-composer': Composer;
  }
}
