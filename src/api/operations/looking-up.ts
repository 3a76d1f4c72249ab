import * as itsm from '../itsm-views.ts';
import * as requests from '../requests.ts';
import { operations } from './operation.ts';

/** What the ITSM knows. */
export const LOOKING_UP = operations({
  customer: {
    who: 'staff',
    chat: 'sees',
    summary: 'The user as the ITSM knows them, with open tickets and assets',
    status: 200,
    answer: itsm.CustomerAnswer,
  },
  articles: {
    who: 'staff',
    summary: 'Published articles by words',
    query: requests.KnowledgeQuery,
    status: 200,
    answer: itsm.ArticleList,
  },
  templates: {
    who: 'staff',
    summary: 'Templates to open a ticket of a type with',
    query: requests.TemplateQuery,
    status: 200,
    answer: itsm.TemplateList,
  },
  outages: {
    who: 'staff',
    summary: 'Outages that hold now, or are about to',
    query: requests.OutageQuery,
    status: 200,
    answer: itsm.OutageList,
  },
});
