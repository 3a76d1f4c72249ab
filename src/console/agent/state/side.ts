import type { z } from 'zod';
import type * as itsm from '../../../api/itsm-views.ts';
import { type Fetched, type Fetching, fetched, notFetched } from './fetched.ts';

export type CustomerAnswer = z.infer<typeof itsm.CustomerAnswer>;
export type Article = z.infer<typeof itsm.ArticleList>['articles'][number];
export type Outage = z.infer<typeof itsm.OutageList>['outages'][number];

/** What the pane beside the chat shows. */
export type SideTab = 'details' | 'customer' | 'resources';

/** One chat's search for knowledge, kept while the agent looks at another chat. */
export interface Search {
  /** What was asked for last. */
  readonly text: string;
  readonly found: Fetched<readonly Article[]>;
  /** The article that is previewed, by id. */
  readonly open?: string | undefined;
}

export interface Side {
  readonly tab: SideTab;
  readonly customers: Readonly<Record<string, Fetched<CustomerAnswer>>>;
  readonly searches: Readonly<Record<string, Search>>;
  readonly outages: Readonly<Record<string, Fetched<readonly Outage[]>>>;
}

export const noSearch: Search = { text: '', found: notFetched };
export const noSide: Side = { tab: 'details', customers: {}, searches: {}, outages: {} };

export type SideAction =
  | { readonly type: 'side-tab'; readonly tab: SideTab }
  | { readonly type: 'customer'; readonly chat: string; readonly news: Fetching<CustomerAnswer> }
  | {
      readonly type: 'search';
      readonly chat: string;
      readonly text: string;
      readonly news: Fetching<readonly Article[]>;
    }
  | { readonly type: 'preview'; readonly chat: string; readonly article: string | undefined }
  | { readonly type: 'outages'; readonly chat: string; readonly news: Fetching<readonly Outage[]> };

export function reduceSide(side: Side, action: SideAction): Side {
  switch (action.type) {
    case 'side-tab':
      return { ...side, tab: action.tab };
    case 'customer': {
      const found = fetched(side.customers[action.chat], action.news);
      return { ...side, customers: { ...side.customers, [action.chat]: found } };
    }
    case 'search': {
      const before = side.searches[action.chat] ?? noSearch;
      if (action.news === 'begun') {
        const begun = { text: action.text, found: fetched(before.found, action.news) };
        return { ...side, searches: { ...side.searches, [action.chat]: begun } };
      }
      // A slow answer to older words must not take the place of a newer one.
      if (before.text !== action.text) return side;
      const search = { ...before, found: fetched(before.found, action.news) };
      return { ...side, searches: { ...side.searches, [action.chat]: search } };
    }
    case 'preview': {
      const search = { ...(side.searches[action.chat] ?? noSearch), open: action.article };
      return { ...side, searches: { ...side.searches, [action.chat]: search } };
    }
    case 'outages': {
      const found = fetched(side.outages[action.chat], action.news);
      return { ...side, outages: { ...side.outages, [action.chat]: found } };
    }
  }
}
