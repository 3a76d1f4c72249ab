import { workflow } from '../ar-error.ts';
import type { Records, Row, Value } from '../records.ts';
import type { Columns } from './people.ts';

/** The columns of a ticket that together name the support group which has it. */
export interface GroupColumns {
  readonly company: string;
  readonly organization: string;
  readonly group: string;
  readonly groupId: string;
}

export const INCIDENT_GROUP: GroupColumns = {
  company: 'Assigned Support Company',
  organization: 'Assigned Support Organization',
  group: 'Assigned Group',
  groupId: 'Assigned Group ID',
};

export const WORK_ORDER_GROUP: GroupColumns = {
  company: 'ASCPY',
  organization: 'ASORG',
  group: 'ASGRP',
  groupId: 'ASGRPID',
};

/**
 * Fills in what the ticket's group leaves open: a name is unique within its company and organization
 * alone. Without a group the sandbox's only assignment rule holds: the first enabled one has it.
 * @param customersCompany decides where several companies have a group of this name
 */
export function placeGroup(
  records: Records,
  columns: Map<string, Value>,
  names: GroupColumns,
  customersCompany: Value,
): void {
  put(columns, names, (columns.get(names.group) ?? null) === null ? firstOf(records) : theOne());

  function theOne(): Row {
    const found = matching(records, columns, names);
    if (found.length === 0) throw notValid(records, columns, names);
    const own = found.filter((row) => row.columns.Company === customersCompany);
    const [only, ...more] = found.length === 1 ? found : own;
    if (only !== undefined && more.length === 0) return only;
    throw workflow(
      `The ${names.group} ${columns.get(names.group)} exists in more than one company or organization; give ${names.company} and ${names.organization} with it.`,
    );
  }
}

/** A change must leave company, organization and group such that one enabled group is called so. */
export function checkGroup(
  records: Records,
  columns: Map<string, Value>,
  given: Columns,
  names: GroupColumns,
): void {
  const touched = [names.company, names.organization, names.group].some((column) => given.has(column));
  if (!touched || (columns.get(names.group) ?? null) === null) return;
  const [only, ...more] = matching(records, columns, names);
  if (only === undefined || more.length > 0) throw notValid(records, columns, names);
  put(columns, names, only);
}

const enabled = (records: Records): readonly Row[] =>
  records.all('CTM:Support Group').filter((row) => row.columns.Status === 'Enabled');

function firstOf(records: Records): Row {
  const [first] = enabled(records);
  if (first !== undefined) return first;
  throw workflow('No assignment rule matches and no Assigned Group was given.');
}

/** What is blank does not narrow. */
function matching(records: Records, columns: Columns, names: GroupColumns): readonly Row[] {
  const same = (column: string, value: Value | undefined): boolean =>
    (columns.get(column) ?? null) === null || columns.get(column) === value;
  return enabled(records).filter(
    ({ columns: of }) =>
      same(names.group, of['Support Group Name']) &&
      same(names.organization, of['Support Organization']) &&
      same(names.company, of.Company),
  );
}

function put(columns: Map<string, Value>, names: GroupColumns, { id, columns: of }: Row): void {
  columns.set(names.company, of.Company ?? null);
  columns.set(names.organization, of['Support Organization'] ?? null);
  columns.set(names.group, of['Support Group Name'] ?? null);
  columns.set(names.groupId, id);
}

function notValid(records: Records, columns: Columns, names: GroupColumns): Error {
  const group = columns.get(names.group);
  if (!enabled(records).some((row) => row.columns['Support Group Name'] === group)) {
    return workflow(`The support group ${group} does not exist or is not enabled.`);
  }
  return workflow(
    `The ${names.group} ${group} is not valid for the ${names.company} ${columns.get(names.company) ?? ''} and the ${names.organization} ${columns.get(names.organization) ?? ''}.`,
  );
}
