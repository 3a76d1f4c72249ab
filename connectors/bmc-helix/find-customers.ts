import { z } from 'zod';
import type { Customer, Lookups } from '../../src/connector/lookup.ts';
import { refused } from '../../src/connector/outcome.ts';
import type { Reply } from './client.ts';
import { matching } from './matching.ts';
import { allOf, anyOf, field, type Qualification, qualify } from './qualification.ts';
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

/** Exactly this address; one that differs in capitals alone is the same one. */
export const byMail = (email: string): Qualification =>
  anyOf(
    [...new Set([email, email.toLowerCase()])].map((one) => qualify`${field('Internet E-mail')} = ${one}`),
  );

export const byLogin = (login: string): Qualification => qualify`${field('Remedy Login ID')} = ${login}`;

/** People who have left stay in the form. */
export const ENABLED: Qualification = qualify`${field('Profile Status')} = ${'Enabled'}`;

/** Enabled people of exactly this mail or this login: where the two name different people, all of them. */
export async function findCustomers(
  desk: Desk,
  { email = '', login = '' }: Lookups['customer']['query'],
): Promise<Reply<readonly Customer[]>> {
  const proofs = [...(email === '' ? [] : [byMail(email)]), ...(login === '' ? [] : [byLogin(login)])];
  if (proofs.length === 0) return refused('A customer is looked up by mail or login; give one.', 'email');
  return matching(desk, { form: 'CTM:People', fields: FIELDS, item }, allOf([ENABLED, anyOf(proofs)]));
}
