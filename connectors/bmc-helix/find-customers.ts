import { z } from 'zod';
import type { Customer, Lookups } from '../../src/connector/lookup.ts';
import { refused } from '../../src/connector/outcome.ts';
import type { Reply } from './client.ts';
import { matching } from './matching.ts';
import { allOf, anyOf, field, qualify } from './qualification.ts';
import type { Desk } from './tickets.ts';

const text = z.string().default('');

const item = z
  .object({
    'Person ID': z.string().min(1),
    'Remedy Login ID': text,
    'First Name': text,
    'Last Name': text,
    'Internet E-mail': text,
    'Phone Number Business': text,
    Company: text,
    Site: text,
    VIP: text,
  })
  .transform(
    (row): Customer => ({
      id: row['Person ID'],
      login: row['Remedy Login ID'],
      firstName: row['First Name'],
      lastName: row['Last Name'],
      email: row['Internet E-mail'],
      phone: row['Phone Number Business'],
      company: row.Company,
      site: row.Site,
      vip: row.VIP === 'Yes',
    }),
  );

const FIELDS = Object.keys(item.in.shape);

const byMail = (email: string) => qualify`${field('Internet E-mail')} = ${email}`;

/** Enabled people of exactly this mail or this login: where the two name different people, all of them. */
export async function findCustomers(
  desk: Desk,
  { email = '', login = '' }: Lookups['customer']['query'],
): Promise<Reply<readonly Customer[]>> {
  const proofs = [
    // An address that differs in capitals alone is the same one.
    ...(email === '' ? [] : [...new Set([email, email.toLowerCase()])].map(byMail)),
    ...(login === '' ? [] : [qualify`${field('Remedy Login ID')} = ${login}`]),
  ];
  if (proofs.length === 0) return refused('A customer is looked up by mail or login; give one.', 'email');
  const q = allOf([qualify`${field('Profile Status')} = ${'Enabled'}`, anyOf(proofs)]);
  return matching(desk, { form: 'CTM:People', fields: FIELDS, item }, q);
}
