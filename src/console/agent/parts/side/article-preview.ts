import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../../look/icons.ts';
import type { Desk } from '../../desk/desk.ts';
import { linked, whyNotHere, whyNotToUser } from '../../state/beside.ts';
import { safeHref } from '../../state/links.ts';
import type { Article } from '../../state/side.ts';
import type { Chat } from '../../state/state.ts';
import { richText } from '../rich-text.ts';
import { act } from './act.ts';

/** One article as the agent reads it: plain text, its number, and what can be done with it. */
export function articlePreview(desk: Desk, chat: Chat, article: Article, back: () => void): TemplateResult {
  const href = safeHref(article.url);
  const links = linked(chat, 'knowledge', article.id);
  const { running } = desk.state;
  const busy = (action: string) => running.has(`${action} ${article.id} ${chat.id}`);
  return html`
    <button class="back" @click=${back}>${icon('chevron-left')}All results</button>
    <article class="card" aria-label=${article.title}>
      <h4>${article.title}</h4>
      <div class="small">${article.displayId} ${marksOf(links)}</div>
      <div class="text" dir="auto">${article.text === '' ? 'The ITSM shows no text of this article here.' : richText(article.text)}</div>
      ${href ? html`<a class="open" href=${href} target="_blank" rel="noopener noreferrer">Open in the ITSM${icon('open')}</a>` : nothing}
      <div class="acts">
        ${act({
          words: links.shown ? 'Share again' : 'Share',
          to: `“${article.title}” with the user`,
          sign: 'send',
          main: !links.shown,
          busy: busy('share'),
          why: whyNotToUser(desk.state, chat),
          run: () => void desk.resources.linkArticle(chat.id, article.id, 'share'),
        })}
        ${act({
          words: links.tied ? 'Pinned' : 'Pin',
          to: `“${article.title}” to the ticket`,
          sign: links.tied ? 'check' : 'pin',
          busy: busy('pin'),
          why: links.tied ? 'It is pinned to the ticket already.' : whyNotHere(desk.state, chat),
          run: () => void desk.resources.linkArticle(chat.id, article.id, 'pin'),
        })}
      </div>
    </article>
  `;
}

export const marksOf = ({ shown, tied }: ReturnType<typeof linked>) =>
  html`<span class="marks">
    ${shown ? html`<span class="mark">Shared</span>` : nothing}${tied ? html`<span class="mark">Pinned</span>` : nothing}
  </span>`;

export const articlePreviewStyles = css`
  .back {
    display: inline-flex;
    align-items: center;
    gap: 3px;
    margin: -2px 0 8px -4px;
    padding: 3px 8px 3px 2px;
    border: 0;
    border-radius: 7px;
    background: none;
    color: var(--db-accent-text);
    font: inherit;
    font-size: 13px;
    cursor: pointer;
  }
  .back:hover {
    background: var(--db-hover);
  }
  h4 {
    margin: 0 0 2px;
    font-size: 15px;
    line-height: 1.35;
    font-weight: 650;
  }
  .text {
    max-height: min(46vh, 420px);
    overflow-y: auto;
    margin-top: 10px;
    line-height: 1.5;
    white-space: pre-wrap;
  }
  .open {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-top: 10px;
  }
  article .acts {
    padding-top: 11px;
    border-top: 1px solid var(--db-line);
  }
`;
