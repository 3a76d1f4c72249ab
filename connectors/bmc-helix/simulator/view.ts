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
  const lag = struck.get('index-lag');
  return {
    sees: (row) => hidden === undefined || !isAbout(hidden, row),
    finds: (row) => lag === undefined || !isAbout(lag, row) || records.ageMs(row) >= (lag.ms ?? 0),
  };
}

function isAbout({ company, rows }: Fault, { columns }: Row): boolean {
  const companies = [columns.Company, columns['Customer Company'], columns['Location Company']];
  if (company !== undefined && !companies.includes(company)) return false;
  const texts = Object.values(columns);
  return rows === undefined || texts.some((text) => typeof text === 'string' && text.includes(rows));
}
