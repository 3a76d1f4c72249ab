import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../look/icons.ts';
import { type Attachment, sizeWords } from '../state/enclosures.ts';
import { safeHref } from '../state/links.ts';

/** Types that a browser draws and that cannot act. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** Files of a line: pictures that lie on this server are shown, everything else is there to be fetched. */
export function logFiles({
  text,
  attachments = [],
}: {
  readonly text: string;
  readonly attachments?: readonly Attachment[] | undefined;
}): TemplateResult | typeof nothing {
  if (attachments.length === 0) return nothing;
  return html`<ul class="files ${text === '' ? '' : 'below'}">
    ${attachments.map((file) => html`<li>${isPicture(file) ? picture(file) : link(file)}</li>`)}
  </ul>`;
}

/** A link of the channel's is not loaded: it would tell its server who looks. */
const isPicture = ({ contentType, url }: Attachment): boolean =>
  PICTURES.has(contentType) && url.startsWith('/') && safeHref(url) !== undefined;

const picture = ({ name, url }: Attachment) =>
  html`<a class="picture" href=${url} target="_blank" rel="noopener noreferrer" data-testid="picture"
    ><img src=${url} alt=${name} title=${name} loading="lazy"
  /></a>`;

function link({ name, url, size }: Attachment) {
  const href = safeHref(url);
  const words = html`${icon('file')}<bdi>${name}</bdi>${size === undefined ? nothing : html`<span class="size">${sizeWords(size)}</span>`}`;
  return href === undefined
    ? html`<span class="file">${words}</span>`
    : html`<a class="file" href=${href} target="_blank" rel="noopener noreferrer" data-testid="file">${words}${icon('download')}</a>`;
}

export const logFilesStyles = css`
  .files {
    display: grid;
    gap: 6px;
    justify-items: start;
    white-space: normal;
  }
  .files.below {
    margin-top: 6px;
  }
  .picture {
    display: block;
    border-radius: 8px;
    overflow: hidden;
  }
  /* As high before it is there as after, so that no line moves. */
  .picture img {
    display: block;
    width: min(320px, 100%);
    height: 180px;
    object-fit: contain;
    background: color-mix(in oklab, var(--db-ground) 60%, transparent);
    overflow-wrap: anywhere;
  }
  .file {
    display: inline-flex;
    align-items: center;
    gap: 7px;
    max-width: 100%;
    padding: 5px 9px;
    border: 1px solid var(--db-line-strong);
    border-radius: 8px;
    background: var(--db-surface);
    color: var(--db-text);
    text-decoration: none;
  }
  a.file:hover {
    background: var(--db-hover);
  }
  .file bdi {
    overflow-wrap: anywhere;
  }
  .size {
    flex: none;
    color: var(--db-quiet);
    font-size: var(--db-small);
  }
`;
