import { z } from 'zod';
import type { Lookups, Person } from '../../src/connector/lookup.ts';
import { refused } from '../../src/connector/outcome.ts';
import type { Reply } from './client.ts';
import { byLogin, byMail, ENABLED } from './find-customers.ts';
import { firstKnown, matching } from './matching.ts';
import { allOf, field, type Qualification, qualify } from './qualification.ts';
import type { Desk } from './tickets.ts';

export const RIGHTS_FORM = 'CTM:People Permission Groups';
const STATUS = 'Status';
/** Field id of the row's kind: 1 is an application's permission group, 2 an access restriction. */
const KIND = '1000003972';
const APPLICATION = 1;
const PAGE = 100;
/** Far more groups than a release has. */
const MOST_RIGHTS = 1_000;

// Who has no login cannot be an agent.
const item = z
  .object({ 'Remedy Login ID': z.string().min(1), 'Full Name': z.string().min(1) })
  .transform((row) => ({ login: row['Remedy Login ID'], name: row['Full Name'] }));

/** Enabled people of exactly this login or mail, each with the permission groups it is in. */
export async function findPersons(
  desk: Desk,
  query: Lookups['person']['query'],
): Promise<Reply<readonly Person[]>> {
  const text = 'login' in query ? query.login : query.email;
  if (!text) return refused('A person is looked up by login or mail; give one.', 'login');
  const exactly = 'login' in query ? byLogin(text) : byMail(text);
  const found = await matching(
    desk,
    { form: 'CTM:People', fields: Object.keys(item.in.shape), item },
    allOf([ENABLED, exactly]),
  );
  if (found.kind !== 'done') return found;
  const persons: Person[] = [];
  for (const person of found.value) {
    const rights = await rightsOf(desk, person.login);
    if (rights.kind !== 'done') return rights;
    persons.push({ ...person, rights: rights.value });
  }
  return { kind: 'done', value: persons };
}

/** Groups that were taken away stay as rows, and so do access restrictions, which are no rights. */
async function rightsOf(desk: Desk, login: string): Promise<Reply<readonly string[]>> {
  const given = allOf([byLogin(login), qualify`${field(STATUS)} = ${'Enabled'}`]);
  const groups = allOf([given, qualify`${field(KIND)} = ${APPLICATION}`]);
  // The field that tells groups from restrictions is known by its number alone: a site may lack it.
  return firstKnown([groups, given], (q) => groupsIn(desk, q));
}

async function groupsIn({ client }: Desk, q: Qualification): Promise<Reply<readonly string[]>> {
  const rights = new Set<string>();
  for (let offset = 0; offset < MOST_RIGHTS; offset += PAGE) {
    const options = { fields: ['Permission Group', STATUS], limit: PAGE, offset };
    const rows = await client.query(RIGHTS_FORM, q, options);
    if (rows.kind !== 'done') return rows;
    for (const { 'Permission Group': group, [STATUS]: status } of rows.value)
      if (group && status === 'Enabled') rights.add(group);
    if (rows.value.length < PAGE) break;
  }
  return { kind: 'done', value: [...rights] };
}
