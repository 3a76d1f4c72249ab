import { createEntry } from './entries.ts';
import { FORMS } from './forms/index.ts';
import type { Records, Row } from './records.ts';
import {
  ARTICLES,
  COMPANY,
  COMPUTERS,
  GROUPS,
  INCIDENT_TEMPLATES,
  OUTAGE,
  WORK_ORDER_TEMPLATES,
} from './seed-content.ts';
import type { Writer } from './writer.ts';

/** A person to be known at the start; `supportStaff` may be an assignee. */
export interface SeedPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly login: string;
  readonly email?: string;
  readonly company?: string;
  readonly phone?: string;
  readonly site?: string;
  readonly vip?: boolean;
  readonly supportStaff?: boolean;
  /** Permission groups. */
  readonly rights?: readonly string[];
}

/** What an agent of a service desk is given. */
const FULL_RIGHTS = ['Incident Master', 'Work Order Master', 'Knowledge User'];

/**
 * `livechat` is the default customer, `deskbridge` the default assignee, `vera` looks and changes nothing.
 * Two are called Sam Smith on purpose, and the family Twin shares a mail.
 */
const PEOPLE: readonly SeedPerson[] = [
  { firstName: 'Live Chat', lastName: 'Customer', login: 'livechat' },
  { firstName: 'Live Chat', lastName: 'Desk', login: 'deskbridge', supportStaff: true },
  { firstName: 'Alice', lastName: 'Smith', login: 'alice', supportStaff: true, rights: FULL_RIGHTS },
  { firstName: 'Bob', lastName: 'Jones', login: 'bob', supportStaff: true, rights: FULL_RIGHTS },
  { firstName: 'Sam', lastName: 'Taylor', login: 'sam', supportStaff: true, rights: FULL_RIGHTS },
  { firstName: 'Ada', lastName: 'Martin', login: 'ada', supportStaff: true, rights: FULL_RIGHTS },
  {
    firstName: 'Vera',
    lastName: 'Viewer',
    login: 'vera',
    supportStaff: true,
    rights: ['Incident Viewer', 'Work Order Viewer'],
  },
  {
    firstName: 'Allen',
    lastName: 'Allbrook',
    login: 'allen',
    phone: '+1 555 0147',
    site: 'Headquarters, Building 1.31',
  },
  {
    firstName: 'Mary',
    lastName: 'Mann',
    login: 'mary',
    phone: '+1 555 0212',
    site: 'Headquarters, Building 4.2',
    vip: true,
  },
  { firstName: 'Sam', lastName: 'Smith', login: 'ssmith1' },
  { firstName: 'Sam', lastName: 'Smith', login: 'ssmith2' },
  { firstName: 'Tara', lastName: 'Twin', login: 'ttwin', email: 'twins@example.com' },
  { firstName: 'Theo', lastName: 'Twin', login: 'theo', email: 'twins@example.com' },
];

/** Puts the look-up records in where they are missing; what is there stays as it is. */
export function seed(records: Records, extra: readonly SeedPerson[], now: number): void {
  const once = sower(records, { user: 'setup', now, rules: {} });
  const groups = GROUPS.map((name) =>
    once('CTM:Support Group', ['Support Group Name'], {
      Company: COMPANY,
      'Support Organization': 'IT Support',
      'Support Group Name': name,
      Status: 'Enabled',
    }),
  );
  for (const person of [...PEOPLE, ...extra]) {
    const { id: personId } = once('CTM:People', ['Remedy Login ID'], personValues(person));
    for (const right of person.rights ?? []) {
      const group = { 'Remedy Login ID': person.login, 'Person ID': personId, 'Permission Group': right };
      const row = once('CTM:People Permission Groups', ['Remedy Login ID', 'Permission Group'], group);
      // Folders from before rights had a status: such a row would give none.
      if (!('Status' in row.columns)) {
        const columns = { ...row.columns, Status: 'Enabled', 'Permission Group Type': 'Application' };
        records.save([{ put: { ...row, columns } }]);
      }
    }
    if (person.supportStaff !== true) continue;
    for (const { id } of groups) {
      const member = { 'Login ID': person.login, 'Support Group ID': id };
      once('CTM:Support Group Association', ['Login ID', 'Support Group ID'], member);
    }
  }
  seedTemplates(once);
  seedArticles(once);
  seedComputers(records, once);
  once('AST:CI Unavailability', ['Description'], {
    ...OUTAGE,
    Company: COMPANY,
    'Scheduled Start Date': now - 3600,
    'Actual Start Date': now - 3600,
  });
}

/** Gives the row that agrees in these columns, made if there is none; `text` is what its form does not take. */
type Once = (
  formName: string,
  columns: readonly string[],
  values: Readonly<Record<string, string | number>>,
  text?: Readonly<Record<string, string>>,
) => Row;

const sower =
  (records: Records, by: Writer): Once =>
  (formName, columns, values, text) => {
    const known = records
      .all(formName)
      .find((row) => columns.every((column) => row.columns[column] === values[column]));
    if (known !== undefined) return known;
    const form = FORMS.get(formName);
    if (form === undefined) throw new Error(`There is no form ${formName} to seed.`);
    const row = createEntry(records, form, values, new Map(), by);
    if (text === undefined) return row;
    const whole = { ...row, columns: { ...row.columns, ...text } };
    records.save([{ put: whole }]);
    return whole;
  };

function seedTemplates(once: Once): void {
  for (const template of INCIDENT_TEMPLATES) {
    once('HPD:Template', ['Template Name'], {
      Company: COMPANY,
      'Status Template': 'Enabled',
      'Service Type': 'User Service Restoration',
      Impact: '4-Minor/Localized',
      'Reported Source': 'Web',
      Status: 'Assigned',
      ...template,
    });
  }
  for (const template of WORK_ORDER_TEMPLATES) {
    once('WOI:Template', ['Template Name'], {
      Status: 'Enabled',
      'Location Company': COMPANY,
      Company: COMPANY,
      Priority: 'Low',
      'Work Order Type': 'General',
      ...template,
    });
  }
}

function seedArticles(once: Once): void {
  for (const [index, { title, keywords, content }] of ARTICLES.entries()) {
    const values = {
      DocID: `KBA${String(index + 1).padStart(8, '0')}`,
      ArticleTitle: title,
      Article_Keywords: keywords,
      Company: COMPANY,
      ArticleStatus: 'Published',
    };
    once('RKM:KnowledgeArticleManager', ['DocID'], values, content);
  }
}

function seedComputers(records: Records, once: Once): void {
  for (const { login, name, item, serial } of COMPUTERS) {
    const person = once('CTM:People', ['Remedy Login ID'], { 'Remedy Login ID': login });
    const computer = once('AST:ComputerSystem', ['Name'], {
      Name: name,
      'Reconciliation Identity': `OI-${serial}`,
      Company: COMPANY,
      Category: 'Hardware',
      Type: 'Processing Unit',
      Item: item,
      'Serial Number': serial,
      DatasetId: 'BMC.ASSET',
    });
    // Folders from before assets had a dataset.
    if (!('DatasetId' in computer.columns))
      records.save([{ put: { ...computer, columns: { ...computer.columns, DatasetId: 'BMC.ASSET' } } }]);
    const tie = {
      AssetInstanceId: String(computer.columns.InstanceId),
      'PeopleGroup Form Entry ID': person.id,
      'Full Name': String(person.columns['Full Name']),
      'PeopleGroup Role': 'Used by',
      'Form Type': 'People',
    };
    const tied = once('AST:AssetPeople', ['AssetInstanceId', 'PeopleGroup Form Entry ID'], tie);
    if (!('Form Type' in tied.columns))
      records.save([{ put: { ...tied, columns: { ...tied.columns, 'Form Type': 'People' } } }]);
  }
}

function personValues(person: SeedPerson): Record<string, string> {
  return {
    'Remedy Login ID': person.login,
    'First Name': person.firstName,
    'Last Name': person.lastName,
    'Full Name': `${person.firstName} ${person.lastName}`,
    'Internet E-mail': person.email ?? `${person.login}@example.com`,
    Company: person.company ?? COMPANY,
    Organization: 'IT Support',
    'Phone Number Business': person.phone ?? '',
    Site: person.site ?? '',
    VIP: person.vip === true ? 'Yes' : 'No',
    'Client Type': 'Office-Based Employee',
    'Support Staff': person.supportStaff === true ? 'Yes' : 'No',
    'Profile Status': 'Enabled',
  };
}
