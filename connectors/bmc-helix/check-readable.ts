import type { Finding } from '../../src/connector/connector.ts';
import type { TypeMapping } from '../../src/connector/mapping.ts';
import { field, qualify } from './qualification.ts';
import type { TicketForms } from './ticket-forms.ts';
import type { Desk } from './tickets.ts';

/**
 * Reads the newest ticket of each company that tickets are opened for, and warns where the account sees
 * none although there are some: it may create what it cannot read back. Nothing is written, so an
 * installation without any ticket proves nothing; a rehearsal does.
 */
export async function checkReadable(
  desk: Desk,
  mapping: TypeMapping,
  forms: TicketForms,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const company of companiesOf(desk, mapping, forms)) {
    const why = await whyNotReadable(desk, forms, company);
    if (why === undefined) continue;
    findings.push({
      severity: 'warning',
      what: `The account ${desk.settings.username} sees no ticket of company ${company} in ${forms.read}: ${why}`,
      fix: `Give it access to company ${company}, or a ticket is created that cannot be read back; \`deskbridge mapping rehearse\` proves it. While it cannot search them, a unique index on ${forms.key} of ${forms.base} helps: the ITSM itself then refuses a second ticket for one wish.`,
      form: forms.read,
    });
  }
  return findings;
}

/** The default customer's, and what the mapping names to the letter. */
function companiesOf(desk: Desk, { open }: TypeMapping, forms: TicketForms): readonly string[] {
  const mapped = open[forms.company] ?? '';
  const named = /\{\{|\{%/.test(mapped) ? '' : mapped;
  const companies = [desk.settings.defaultCustomer.company, named];
  return [...new Set(companies.filter((one) => one !== '' && !/\p{Cc}/u.test(one)))];
}

/** The reason where none is seen although there are some; undefined too where nobody can tell now. */
async function whyNotReadable(desk: Desk, forms: TicketForms, company: string): Promise<string | undefined> {
  const { client } = desk;
  const of = qualify`${field(forms.company)} = ${company}`;
  const newest = { fields: [forms.number], sort: `${forms.number}.desc`, limit: 1 };
  const seen = await client.query(forms.read, of, newest);
  if (seen.kind === 'refused' || seen.kind === 'missing') return seen.reason;
  if (seen.kind !== 'done' || seen.value.length > 0) return undefined;
  const made = await client.query(forms.create, of, { fields: [forms.createdNumber], limit: 1 });
  const number = made.kind === 'done' ? made.value[0]?.[forms.createdNumber] : undefined;
  if (number) return `${number} was created for it.`;
  const any = await client.query(forms.read, qualify`1 = 1`, { fields: [forms.number], limit: 1 });
  return any.kind === 'done' && any.value.length > 0 ? 'it sees those of other companies alone.' : undefined;
}
