import type { Fault, FaultKind } from './faults.ts';
import type { Records, Row } from './records.ts';

/** What of the records an account sees. */
export interface View {
  readonly sees: (row: Row) => boolean;
  /** A search goes by an index, which may not have the row yet. */
  readonly finds: (row: Row) => boolean;
}

export const EVERYTHING: View = { sees: () => true, finds: () => true };

/** What these faults leave of it. */
export function viewUnder(struck: ReadonlyMap<FaultKind, Fault>, records: Records): View {
  const hidden = struck.get('hidden');
  const lag = struck.get('index-lag')?.ms ?? 0;
  return {
    sees: (row) => hidden === undefined || (hidden.company !== undefined && !isOf(row, hidden.company)),
    finds: (row) => lag === 0 || records.ageMs(row) >= lag,
  };
}

const isOf = ({ columns }: Row, company: string): boolean =>
  [columns.Company, columns['Customer Company'], columns['Location Company']].includes(company);
