import type { Records } from '../records.ts';
import { escapeHtml, layout } from './html.ts';

const TEXTS = ['RKMTemplateQuestion', 'RKMTemplateAnswer', 'Reference'];

/** A published article, or nothing where there is none of that number. */
export function articlePage(records: Records, number: string): string | undefined {
  const row = records
    .all('RKM:KnowledgeArticleManager')
    .find(({ columns }) => columns.DocID === number && columns.ArticleStatus === 'Published');
  if (row === undefined) return undefined;
  const title = String(row.columns.ArticleTitle);
  const texts = TEXTS.flatMap((name) => {
    const text = row.columns[name] ?? null;
    return text === null ? [] : [`<article><pre dir="auto">${escapeHtml(String(text))}</pre></article>`];
  });
  return layout(
    title,
    `<h1>${escapeHtml(title)} <span class="badge">${escapeHtml(number)}</span></h1>\n${texts.join('\n')}`,
  );
}
