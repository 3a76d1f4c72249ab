import { z } from 'zod';
import type { Article, Lookups } from '../../src/connector/lookup.ts';
import type { Reply } from './client.ts';
import { MOST, matching, nothing } from './matching.ts';
import { plainText } from './plain-text.ts';
import { allOf, anyOf, field, qualify, searchWords, wordsIn } from './qualification.ts';
import type { EntryValues } from './schema.ts';
import { type Desk, linkTo } from './tickets.ts';

const MANAGER = 'RKM:KnowledgeArticleManager';
const ID = 'Request ID';
const NUMBER = 'DocID';
const TITLE = 'ArticleTitle';

/** Where the text of each sort of article lies, in the order it is read. */
const CONTENTS: readonly { readonly form: string; readonly fields: readonly string[] }[] = [
  {
    form: 'RKM:HowToTemplate_Manageable_Join',
    fields: ['RKMTemplateQuestion', 'RKMTemplateAnswer'],
  },
  {
    form: 'RKM:KCS:Template_Manageable_Join',
    fields: [
      'RKMTemplateKCSProblem',
      'RKMTemplateKCSEnvironment',
      'RKMTemplateKCSResolution',
      'RKMTemplateKCSCause',
    ],
  },
  { form: 'RKM:ProblemSolutionTemplate_Manageable_Join', fields: ['Problem', 'Solution'] },
  { form: 'RKM:KnownErrorTemplate_Manageable_Join', fields: ['Error', 'RootCause', 'Fix'] },
  { form: 'RKM:ReferenceTemplate_Manageable_Join', fields: ['Reference'] },
];

const published = qualify`${field('302312185')} = 700`;

/**
 * Published articles whose title or keywords hold every word, or the one of that id or number, with
 * their text. An article whose text lies in a form this account cannot read comes with none.
 */
export async function findKnowledge(
  desk: Desk,
  query: Lookups['knowledge']['query'],
): Promise<Reply<readonly Article[]>> {
  const words = 'id' in query ? [] : searchWords(query.text);
  if (words === undefined) return nothing;
  const wanted =
    'id' in query
      ? [anyOf([qualify`${field(ID)} = ${query.id}`, qualify`${field(NUMBER)} = ${query.id}`])]
      : wordsIn(words, [TITLE, 'Article_Keywords']);
  const item = z
    .object({ [ID]: z.string().min(1), [NUMBER]: z.string().min(1), [TITLE]: z.string().default('') })
    .transform(
      (row): Article => ({
        id: row[ID] ?? '',
        displayId: row[NUMBER] ?? '',
        title: row[TITLE] ?? '',
        url: linkTo(desk.settings.articleUrl, desk.settings, row[NUMBER] ?? ''),
        text: '',
      }),
    );
  const found = await matching(
    desk,
    { form: MANAGER, fields: Object.keys(item.in.shape), sort: `${TITLE}.asc`, item },
    allOf([published, ...wanted]),
  );
  if (found.kind !== 'done' || found.value.length === 0) return found;
  const texts = await textsOf(
    desk,
    found.value.map(({ displayId }) => displayId),
  );
  if (texts.kind !== 'done') return texts;
  const articles = found.value.map((article) => ({
    ...article,
    text: texts.value.get(article.displayId) ?? '',
  }));
  return { kind: 'done', value: articles };
}

/** Number -> text; asks one form after the other until every article has one. */
async function textsOf(desk: Desk, numbers: readonly string[]): Promise<Reply<ReadonlyMap<string, string>>> {
  const texts = new Map<string, string>();
  for (const { form, fields } of CONTENTS) {
    const left = numbers.filter((number) => !texts.has(number));
    if (left.length === 0) break;
    const q = anyOf(left.map((number) => qualify`${field(NUMBER)} = ${number}`));
    const rows = await desk.client.query(form, q, { fields: [NUMBER, ...fields], limit: MOST });
    // Sites install only the sorts of article they write.
    if (rows.kind === 'refused' || rows.kind === 'missing') continue;
    if (rows.kind !== 'done') return rows;
    for (const row of rows.value) texts.set(row[NUMBER] ?? '', textOf(row, fields));
  }
  return { kind: 'done', value: texts };
}

const textOf = (row: EntryValues, fields: readonly string[]): string =>
  fields
    .map((name) => plainText(row[name] ?? ''))
    .filter((text) => text !== '')
    .join('\n\n');
