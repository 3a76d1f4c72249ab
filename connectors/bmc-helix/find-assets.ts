import { z } from 'zod';
import type { Asset, Lookups } from '../../src/connector/lookup.ts';
import type { Reply } from './client.ts';
import { findCustomers } from './find-customers.ts';
import { firstKnown, matching, nothing } from './matching.ts';
import { allOf, anyOf, field, qualify } from './qualification.ts';
import type { Desk } from './tickets.ts';

const PERSON = 'PeopleGroup Form Entry ID';
const ASSET = 'AssetInstanceId';
/** The form ties assets to organisations and groups too. */
const OF_PEOPLE = qualify`${field('Form Type')} = ${'People'}`;
/** Other datasets hold copies that discovery or people are still working on. */
const PRODUCTION = qualify`${field('DatasetId')} = ${'BMC.ASSET'}`;

const link = z.object({ [ASSET]: z.string().min(1) }).transform((row) => row[ASSET] ?? '');

const item = z
  .object({
    'Reconciliation Identity': z.string().min(1),
    Name: z.string().default(''),
    Item: z.string().default(''),
  })
  .transform((row): Asset => ({ id: row['Reconciliation Identity'], name: row.Name, kind: row.Item }));

/** The computers that are tied to the one person of this login; nobody or several have none. */
export async function findAssets(
  desk: Desk,
  { customerLogin }: Lookups['asset']['query'],
): Promise<Reply<readonly Asset[]>> {
  const people = await findCustomers(desk, { login: customerLogin });
  if (people.kind !== 'done') return people;
  const [person, ...others] = people.value;
  if (person === undefined || others.length > 0) return nothing;
  const theirs = qualify`${field(PERSON)} = ${person.id}`;
  const ties = await firstKnown([allOf([theirs, OF_PEOPLE]), theirs], (q) =>
    matching(desk, { form: 'AST:AssetPeople', fields: [ASSET], item: link }, q),
  );
  if (ties.kind !== 'done') return ties;
  if (ties.value.length === 0) return nothing;
  const named = anyOf(ties.value.map((id) => qualify`${field('InstanceId')} = ${id}`));
  return firstKnown([allOf([named, PRODUCTION]), named], (q) =>
    matching(
      desk,
      { form: 'AST:ComputerSystem', fields: Object.keys(item.in.shape), sort: 'Name.asc', item },
      q,
    ),
  );
}
