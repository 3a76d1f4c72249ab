import { z } from 'zod';
import type { Lookups, Person } from '../../src/connector/lookup.ts';
import { refused } from '../../src/connector/outcome.ts';
import type { Reply } from './client.ts';
import { byLogin, byMail, ENABLED } from './find-customers.ts';
import { matching } from './matching.ts';
import { allOf } from './qualification.ts';
import type { Desk } from './tickets.ts';

export const RIGHTS_FORM = 'CTM:People Permission Groups';
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

async function rightsOf({ client }: Desk, login: string): Promise<Reply<readonly string[]>> {
  const rights = new Set<string>();
  for (let offset = 0; offset < MOST_RIGHTS; offset += PAGE) {
    const options = { fields: ['Permission Group'], limit: PAGE, offset };
    const rows = await client.query(RIGHTS_FORM, byLogin(login), options);
    if (rows.kind !== 'done') return rows;
    for (const { 'Permission Group': group } of rows.value) if (group) rights.add(group);
    if (rows.value.length < PAGE) break;
  }
  return { kind: 'done', value: [...rights] };
}
