import type { Finding } from '../../src/connector/connector.ts';
import { done, type Outcome } from '../../src/connector/outcome.ts';
import { RIGHTS_FORM } from './find-persons.ts';
import { qualify } from './qualification.ts';
import { ticketForms } from './ticket-forms.ts';
import type { Desk } from './tickets.ts';

/** Forms whose rows only an administrator of AR sees; names as AR System ships them. */
const ADMIN_FORMS = ['User', 'Group', 'Server Events'];

const ANY = qualify`1 = 1`;

/**
 * Reads one row of each form that the connector uses, and of forms that it must not see. AR REST does
 * not tell who may write: that shows in a rehearsal alone.
 */
export async function checkRights(desk: Desk): Promise<Outcome<readonly Finding[]>> {
  const forms = ['incident', 'work-order'].flatMap((type) => {
    const named = ticketForms(type, desk.settings);
    return named === undefined ? [] : [named.create, named.read, named.workInfo];
  });
  const findings: Finding[] = [];
  for (const form of [...forms, 'CTM:People', RIGHTS_FORM]) {
    const read = await desk.client.query(form, ANY, { limit: 1 });
    if (read.kind === 'busy' || read.kind === 'unknown') return read;
    if (read.kind === 'done') continue;
    const fix = `Give the account ${desk.settings.username} access to ${form}.`;
    findings.push({ severity: 'error', what: `${form} cannot be read: ${read.reason}`, fix, form });
  }
  for (const form of ADMIN_FORMS) {
    const read = await desk.client.query(form, ANY, { limit: 1 });
    if (read.kind !== 'done' || read.value.length === 0) continue;
    const fix = 'Take the Administrator group from it.';
    findings.push({
      severity: 'warning',
      what: `The account can read ${form}, which only an administrator needs.`,
      fix,
      form,
    });
  }
  return done(findings);
}
