import { ARTICLE_STATUS } from './enums.ts';
import { char, choice, type Form, form, ID_COLUMN, PIPED_ID_COLUMN, text, time } from './form.ts';

const TABLE = 'RKM:KnowledgeArticleManager';

const shared = [
  'DocID',
  char('ArticleTitle', { required: true }),
  'Article_Keywords',
  'Company',
  char('InstanceId', { id: 179, system: true }),
  choice('ArticleStatus', ARTICLE_STATUS, { id: 302312185 }),
  time('Modified Date', { id: 6, column: 'Last Modified Date' }),
];

/** An article without its text: that lies in the join form of the article's sort. */
export const knowledge = form(TABLE, TABLE, 'regular', [
  char('Request ID', { id: 1, column: ID_COLUMN, system: true }),
  ...shared,
]);

/** @param texts the first is what tells this sort of article from the others */
const content = (name: string, first: string, ...texts: readonly string[]): Form => ({
  ...form(name, TABLE, 'join', [
    char('Request ID', { id: 1, column: PIPED_ID_COLUMN, system: true }),
    ...shared,
    ...[first, ...texts].map((each) => text(each)),
  ]),
  joins: first,
});

export const howTo = content(
  'RKM:HowToTemplate_Manageable_Join',
  'RKMTemplateQuestion',
  'RKMTemplateAnswer',
  'RKMTemplateTechnicianNotes',
);
export const reference = content('RKM:ReferenceTemplate_Manageable_Join', 'Reference');
