import type { z } from 'zod';
import type * as itsm from '../../../api/itsm-views.ts';
import type * as views from '../../../api/views.ts';
import { type Fetched, type Fetching, fetched, notFetched } from './fetched.ts';

export type HandPage = z.infer<typeof views.TicketsNeedingHand>;
export type HandRow = HandPage['tickets'][number];

export type ConnectorCheck = z.infer<typeof itsm.Checks>['connectors'][number];
export type CheckFinding = ConnectorCheck['findings'][number];

/** What supervisors look after: tickets that need a hand, and whether the ITSM has what the mapping needs. */
export interface Hand {
  readonly open: boolean;
  readonly page: Fetched<HandPage>;
  readonly checks: readonly ConnectorCheck[];
}

export const noHand: Hand = { open: false, page: notFetched, checks: [] };

export type HandAction =
  | { readonly type: 'hand-open'; readonly open: boolean }
  | { readonly type: 'hand-page'; readonly news: Fetching<HandPage> }
  | { readonly type: 'checks'; readonly checks: readonly ConnectorCheck[] };

export function reduceHand(hand: Hand, action: HandAction): Hand {
  switch (action.type) {
    case 'hand-open':
      return { ...hand, open: action.open };
    case 'hand-page':
      return { ...hand, page: fetched(hand.page, action.news) };
    case 'checks':
      return { ...hand, checks: action.checks };
  }
}

/** What is missing in an ITSM, with the connector that says so; a warning alone is nothing to alarm with. */
export const faultsIn = (checks: readonly ConnectorCheck[]) =>
  checks
    .filter(({ state }) => state === 'faulty')
    .flatMap(({ id, findings }) =>
      findings.filter(({ severity }) => severity === 'error').map((finding) => ({ connector: id, finding })),
    );
