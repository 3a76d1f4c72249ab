import { css, html, nothing } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import { linked } from '../../state/beside.ts';
import { type Article, noSearch } from '../../state/side.ts';
import type { Chat } from '../../state/state.ts';
import { articlePreview, articlePreviewStyles, marksOf } from './article-preview.ts';
import { BesideChat } from './beside-chat.ts';
import { fetchState, fetchStateStyles } from './fetch-state.ts';
import { sideStyles } from './side-styles.ts';

/** Search for articles, read one, show it to the user or tie it to the ticket. */
export class Knowledge extends BesideChat {
  static override styles = [
    shared,
    sideStyles,
    ...fetchStateStyles,
    articlePreviewStyles,
    css`
      form {
        display: flex;
        gap: 6px;
      }
      .field {
        position: relative;
        flex: 1;
        min-width: 0;
      }
      .field .icon {
        position: absolute;
        left: 10px;
        top: 9px;
        color: var(--db-quiet);
        pointer-events: none;
      }
      input {
        width: 100%;
        height: 36px;
        padding: 0 10px 0 33px;
        border: 1px solid var(--db-line-strong);
        border-radius: 8px;
        background: var(--db-surface);
        color: inherit;
        font: inherit;
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      input::placeholder {
        color: var(--db-faint);
      }
      input:focus-visible {
        border-color: var(--db-focus);
        outline-offset: 0;
      }
      .found {
        margin: 12px 0 8px;
      }
      .bones,
      .failed {
        margin-top: 14px;
      }
      .result {
        display: block;
        width: 100%;
        border: 1px solid var(--db-line);
        color: inherit;
        font: inherit;
        font-size: 13px;
        text-align: left;
        cursor: pointer;
      }
      li + li {
        margin-top: 8px;
      }
      .result:hover {
        border-color: var(--db-accent-line);
        background: var(--db-hover);
      }
      .excerpt {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        margin: 3px 0 4px;
        color: var(--db-quiet);
      }
    `,
  ];
  /** The element that gets the focus once it is drawn. */
  private focusNext: string | undefined;

  override updated(): void {
    if (this.focusNext === undefined) return;
    this.renderRoot.querySelector<HTMLElement>(this.focusNext)?.focus();
    this.focusNext = undefined;
  }

  override render() {
    const chat = this.chat;
    if (!chat) return nothing;
    const search = this.state.side.searches[chat.id] ?? noSearch;
    const open = search.found.value?.find(({ id }) => id === search.open);
    return html`
      <div class="head"><h3>Knowledge</h3></div>
      ${
        open
          ? articlePreview(this.desk, chat, open, () =>
              this.show(chat, undefined, `[data-article="${CSS.escape(open.id)}"]`),
            )
          : html`${this.form(chat, search.text)}${this.results(chat, search)}`
      }
    `;
  }

  private form(chat: Chat, text: string) {
    return html`<form role="search" @submit=${(event: SubmitEvent) => this.submit(event, chat)}>
      <div class="field">
        ${icon('search')}
        <input type="search" name="words" maxlength="200" autocomplete="off" aria-label="Search knowledge" placeholder="Search knowledge" .value=${text} />
      </div>
      <button class="act" type="submit">Search</button>
    </form>`;
  }

  private results(chat: Chat, { text, found }: typeof noSearch) {
    const articles = found.loading ? undefined : found.value;
    return html`
      ${fetchState(found.loading ? { loading: true } : found, 'the articles', () => void this.desk.resources.search(chat.id, text))}
      <p class="none ${articles === undefined ? '' : 'found'}" role="status">${articles === undefined ? '' : counted(articles.length, text)}</p>
      <ul>
        ${articles?.map((article) => this.result(chat, article))}
      </ul>
    `;
  }

  private result(chat: Chat, article: Article) {
    return html`<li>
      <button class="card result" data-article=${article.id} data-testid="article" @click=${() => this.show(chat, article.id, '.back')}>
        <span class="title">${article.title}</span>
        <span class="excerpt">${article.text}</span>
        <span class="small">${article.displayId}</span>
        ${marksOf(linked(chat, 'knowledge', article.id))}
      </button>
    </li>`;
  }

  private show(chat: Chat, article: string | undefined, focus: string): void {
    this.focusNext = focus;
    this.desk.resources.preview(chat.id, article);
  }

  private submit(event: SubmitEvent, chat: Chat): void {
    event.preventDefault();
    const words = new FormData(event.target as HTMLFormElement).get('words');
    void this.desk.resources.search(chat.id, String(words));
  }
}

const counted = (count: number, text: string): string => {
  if (count === 0) return `No article has the words “${text}”.`;
  return count === 1 ? '1 article' : `${count} articles`;
};

customElements.define('db-knowledge', Knowledge);
