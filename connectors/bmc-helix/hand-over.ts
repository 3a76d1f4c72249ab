import { z } from 'zod';
import type { HandOver } from '../../src/connector/connector.ts';
import { done, type Outcome, refused } from '../../src/connector/outcome.ts';
import type { Reply } from './client.ts';
import { nearest } from './nearest.ts';
import { allOf, anyOf, field, type Qualification, qualify } from './qualification.ts';
import { ticketForms } from './ticket-forms.ts';
import { type Desk, noSuchType } from './tickets.ts';

export const GROUP_FORM = 'CTM:Support Group';
const PAGE = 500;
/** Far more groups than a company has. */
const MOST_GROUPS = 5_000;
const MOST_CHOICES = 8;
const NEAREST = 3;
const LONGEST_NAME = 200;

/** Ticket type -> where its form keeps what a group's name is unique within. */
const GROUP_FIELDS: Readonly<Record<string, { readonly company: string; readonly organization: string }>> = {
  incident: { company: 'Assigned Support Company', organization: 'Assigned Support Organization' },
  'work-order': { company: 'ASCPY', organization: 'ASORG' },
};

const group = z
  .object({
    Company: z.string().default(''),
    'Support Organization': z.string().default(''),
    'Support Group Name': z.string().min(1),
  })
  .transform((row) => ({
    company: row.Company,
    organization: row['Support Organization'],
    name: row['Support Group Name'],
  }));
type Group = z.output<typeof group>;

/**
 * A group's name is unique within its company and organization alone, so AR is given the three; whoever
 * had the ticket in hand does not belong to the new group, so they are taken out. People say the
 * name, or `Company > Group`, or `Company > Organization > Group`.
 * @param groupField what the mapping names; another field than the type's own takes the name as it stands
 */
export async function handOver(
  desk: Desk,
  type: string,
  to: string,
  groupField: string,
): Promise<Outcome<HandOver>> {
  const forms = ticketForms(type, desk.settings);
  const fields = GROUP_FIELDS[type];
  if (forms === undefined || fields === undefined) return noSuchType(type);
  const wanted = to.trim();
  if (wanted === '' || wanted.length > LONGEST_NAME || /\p{Cc}/u.test(wanted) || !wanted.isWellFormed()) {
    return refused('The name of the group is blank, too long or holds control characters.', groupField);
  }
  const found = await groupsCalled(desk, wanted);
  if (found.kind !== 'done') return unreadable(found);
  const [one, ...more] = found.value;
  if (one === undefined) return noneCalled(desk, wanted, groupField);
  if (more.length > 0) return ambiguous(wanted, found.value, groupField);
  const own = groupField === forms.group;
  return done({
    group: pathOf(one),
    change: {
      fields: {
        [groupField]: one.name,
        ...(own && { [fields.company]: one.company, [fields.organization]: one.organization }),
      },
      ...(own && { clear: [forms.assignee, forms.assigneeLogin] }),
    },
  });
}

/** The enabled groups that these words name; capitals count only where nothing else tells them apart. */
async function groupsCalled(desk: Desk, wanted: string): Promise<Reply<readonly Group[]>> {
  const last = wanted.split('>').at(-1)?.trim() ?? '';
  const names = [...new Set([wanted, last].filter((name) => name !== ''))];
  const q = anyOf(names.map((name) => qualify`${field('Support Group Name')} = ${name}`));
  const asked = await groups(desk, q);
  if (asked.kind !== 'done') return asked;
  const called = named(asked.value, wanted);
  if (called.length > 0) return { kind: 'done', value: called };
  const all = await groups(desk);
  return all.kind === 'done' ? { kind: 'done', value: named(all.value, wanted) } : all;
}

function named(all: readonly Group[], wanted: string): readonly Group[] {
  const exactly = all.filter((one) => labelsOf(one).some((label) => spaced(label) === spaced(wanted)));
  if (exactly.length > 0) return exactly;
  const plain = spaced(wanted).toLowerCase();
  return all.filter((one) => labelsOf(one).some((label) => spaced(label).toLowerCase() === plain));
}

/** All ways to name a group. */
const labelsOf = ({ company, organization, name }: Group): readonly string[] =>
  [[name], [company, name], [organization, name], [company, organization, name]].map((parts) =>
    parts.join('>'),
  );

/** `A -> B`, `A>B` and `A > B` are the same. */
const spaced = (label: string): string =>
  label
    .split(/-?>/)
    .map((part) => part.trim())
    .join('>');

const pathOf = ({ company, organization, name }: Group): string =>
  [company, organization, name].filter((part) => part !== '').join(' > ');

async function groups({ client }: Desk, q?: Qualification): Promise<Reply<readonly Group[]>> {
  const enabled = qualify`${field('Status')} = ${'Enabled'}`;
  const found = new Map<string, Group>();
  for (let offset = 0; offset < MOST_GROUPS; offset += PAGE) {
    const rows = await client.query(GROUP_FORM, q === undefined ? enabled : allOf([enabled, q]), {
      fields: Object.keys(group.in.shape),
      sort: 'Support Group Name.asc',
      limit: PAGE,
      offset,
    });
    if (rows.kind !== 'done') return rows;
    for (const row of rows.value) {
      const one = group.safeParse(row).data;
      if (one !== undefined) found.set(pathOf(one), one);
    }
    if (rows.value.length < PAGE) break;
  }
  return { kind: 'done', value: [...found.values()] };
}

function ambiguous(wanted: string, found: readonly Group[], groupField: string): Outcome<never> {
  const paths = found.map(pathOf);
  const shown = paths.slice(0, MOST_CHOICES).join('; ');
  const rest = paths.length > MOST_CHOICES ? ` and ${paths.length - MOST_CHOICES} more` : '';
  return refused(
    `${paths.length} support groups are called "${wanted}": ${shown}${rest}. Name it with its company, e.g. "${paths[0]}".`,
    groupField,
  );
}

async function noneCalled(desk: Desk, wanted: string, groupField: string): Promise<Outcome<never>> {
  const all = await groups(desk);
  if (all.kind !== 'done') return unreadable(all);
  const reason = `The support group "${wanted}" does not exist or is not enabled.`;
  if (all.value.length === 0) {
    return refused(`${reason} The account sees no group at all: let it read ${GROUP_FORM}.`, groupField);
  }
  const byName = Map.groupBy(all.value, ({ name }) => name);
  const last = wanted.split('>').at(-1)?.trim() ?? wanted;
  const near = nearest(last, [...byName.keys()], NEAREST).flatMap((name) =>
    (byName.get(name) ?? []).map(pathOf),
  );
  return refused(`${reason} The nearest: ${near.slice(0, MOST_CHOICES).join('; ')}.`, groupField);
}

/** Without the groups nobody can tell which one is meant; a later attempt asks again. */
const unreadable = <T>(failure: Exclude<Reply<T>, { readonly kind: 'done' }>): Outcome<never> =>
  failure.kind === 'busy' || failure.kind === 'unknown'
    ? failure
    : refused(`Groups cannot be looked up in ${GROUP_FORM}: ${failure.reason}. Let the account read it.`);
