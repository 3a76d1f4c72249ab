import { createEntry } from './entries.ts';
import { FORMS } from './forms/index.ts';
import type { Records } from './records.ts';

/** A person to be known at the start; `supportStaff` may be an assignee. */
export interface SeedPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly login: string;
  readonly email?: string;
  readonly company?: string;
  readonly supportStaff?: boolean;
}

const COMPANY = 'Calbro Services';

/** `livechat` is the default customer, `deskbridge` the default assignee. Two are called Sam Smith on purpose. */
const PEOPLE: readonly SeedPerson[] = [
  { firstName: 'Live Chat', lastName: 'Customer', login: 'livechat' },
  { firstName: 'Live Chat', lastName: 'Desk', login: 'deskbridge', supportStaff: true },
  { firstName: 'Alice', lastName: 'Smith', login: 'alice', supportStaff: true },
  { firstName: 'Bob', lastName: 'Jones', login: 'bob', supportStaff: true },
  { firstName: 'Sam', lastName: 'Taylor', login: 'sam', supportStaff: true },
  { firstName: 'Ada', lastName: 'Martin', login: 'ada', supportStaff: true },
  { firstName: 'Allen', lastName: 'Allbrook', login: 'allen' },
  { firstName: 'Mary', lastName: 'Mann', login: 'mary' },
  { firstName: 'Sam', lastName: 'Smith', login: 'ssmith1' },
  { firstName: 'Sam', lastName: 'Smith', login: 'ssmith2' },
];

const GROUPS = ['Service Desk', 'Network', 'Hardware', 'Software', 'Access'];

const ARTICLES = [
  ['Reset your password', 'password, login, account'],
  ['Connect to the company VPN', 'vpn, network, remote'],
  ['Add a network printer', 'printer, hardware'],
  ['Install software from the company store', 'software, installation'],
] as const;

/** Puts the look-up records in where they are missing; what is there stays as it is. */
export function seed(records: Records, extra: readonly SeedPerson[], now: number): void {
  const by = { user: 'setup', now };
  const put = (formName: string, values: Record<string, unknown>): void => {
    const form = FORMS.get(formName);
    if (form !== undefined) createEntry(records, form, values, new Map(), by);
  };
  const logins = new Set(records.all('CTM:People').map((row) => row.columns['Remedy Login ID']));
  for (const person of [...PEOPLE, ...extra]) {
    if (logins.has(person.login)) continue;
    logins.add(person.login);
    put('CTM:People', personValues(person));
  }
  if (records.all('CTM:Support Group').length > 0) return;
  for (const name of GROUPS) {
    put('CTM:Support Group', {
      Company: COMPANY,
      'Support Organization': 'IT Support',
      'Support Group Name': name,
      Status: 'Enabled',
    });
  }
  put('HPD:Template', {
    'Template Name': 'VPN trouble',
    Description: 'VPN does not connect',
    Company: COMPANY,
    'Status Template': 'Enabled',
    'Service Type': 'User Service Restoration',
    Impact: '4-Minor/Localized',
    Urgency: '3-Medium',
    'Reported Source': 'Web',
    'Assigned Group': 'Network',
    Status: 'Assigned',
  });
  put('WOI:Template', {
    'Template Name': 'New laptop',
    Status: 'Enabled',
    Summary: 'Provide a new laptop',
    'Location Company': COMPANY,
    Company: COMPANY,
    Priority: 'Low',
    'Work Order Type': 'General',
    'WO Type Field 1 Label': 'Model',
    'WO Type Field 2 Label': '.',
  });
  for (const [index, [title, keywords]] of ARTICLES.entries()) {
    put('RKM:KnowledgeArticleManager', {
      DocID: `KBA${String(index + 1).padStart(8, '0')}`,
      ArticleTitle: title,
      Article_Keywords: keywords,
      Company: COMPANY,
      ArticleStatus: 'Published',
    });
  }
}

function personValues(person: SeedPerson): Record<string, unknown> {
  return {
    'Remedy Login ID': person.login,
    'First Name': person.firstName,
    'Last Name': person.lastName,
    'Full Name': `${person.firstName} ${person.lastName}`,
    'Internet E-mail': person.email ?? `${person.login}@example.com`,
    Company: person.company ?? COMPANY,
    Organization: 'IT Support',
    VIP: 'No',
    'Client Type': 'Office-Based Employee',
    'Support Staff': person.supportStaff === true ? 'Yes' : 'No',
    'Profile Status': 'Enabled',
  };
}
