import type { Finding } from '../../src/connector/connector.ts';
import type { Mapping, TypeMapping } from '../../src/connector/mapping.ts';
import { done, type Failed, type Outcome } from '../../src/connector/outcome.ts';
import { checkSideForms, checkWorkInfo } from './check-defaults.ts';
import { checkLimits } from './check-limits.ts';
import { checkReadable } from './check-readable.ts';
import { checkValue, error, warning } from './check-value.ts';
import { NO_SUCH_FORM } from './errors.ts';
import type { FormDescription } from './form-description.ts';
import {
  INCIDENT_NEEDS,
  INCIDENT_REASONS,
  type ReasonRule,
  WORK_ORDER_NEEDS,
  WORK_ORDER_REASONS,
} from './legal-reasons.ts';
import { type TicketForms, ticketForms } from './ticket-forms.ts';
import type { Desk } from './tickets.ts';

/**
 * Signs in and compares the mapping, and what the connector itself writes, with the forms as this server
 * describes them. AR tells which statuses and reasons exist, not which belong together; pairs are compared
 * with a default installation. A server that does not describe its forms is told once.
 */
export async function checkMapping(desk: Desk, mapping: Mapping): Promise<Outcome<readonly Finding[]>> {
  const signedIn = await desk.client.signIn();
  if (signedIn.kind !== 'done') return signedIn;
  const findings: Finding[] = [];
  const known: TicketForms[] = [];
  let notTold: string | undefined;
  for (const [type, typeMapping] of Object.entries(mapping)) {
    const forms = ticketForms(type, desk.settings);
    if (forms === undefined) {
      findings.push(error(`There is no ticket type "${type}".`, 'Map incident or work-order.'));
      continue;
    }
    const described = await describeAll(desk, forms);
    if ('kind' in described) return described;
    findings.push(...described.missing);
    notTold ??= described.notTold;
    if (described.missing.length > 0) continue;
    known.push(forms);
    const { create, read, workInfo } = described;
    if (create !== undefined) findings.push(...checkOpen(typeMapping, forms, create));
    findings.push(...checkPairs(type, typeMapping));
    if (read !== undefined) {
      findings.push(...checkEndings(typeMapping, forms, read));
      findings.push(...checkField(forms.read, read, typeMapping.groupField));
      findings.push(...checkSearched(forms, read));
    }
    findings.push(...checkKeyField(forms, described));
    if (read !== undefined) findings.push(...checkNeeded(type, forms, read, findings));
    if (workInfo !== undefined) findings.push(...checkWorkInfo(typeMapping, forms, workInfo));
    findings.push(...(await checkReadable(desk, typeMapping, forms)));
  }
  if (notTold !== undefined) {
    findings.push(
      warning(
        `The mapping is not proven. ${notTold}`,
        'Let the account read GET /api/arsys/v1.0/fields, or prove the mapping with `deskbridge mapping rehearse`.',
      ),
    );
    return done(findings);
  }
  const besides = await checkSideForms(desk, known);
  return besides.kind === 'done' ? done([...findings, ...besides.value]) : besides;
}

/** What this server tells of a type's forms, and what it has not got. */
interface Described {
  readonly create?: FormDescription;
  readonly read?: FormDescription;
  readonly workInfo?: FormDescription;
  readonly missing: readonly Finding[];
  /** Why a form is not described, as a sentence. */
  readonly notTold?: string;
}

async function describeAll(desk: Desk, forms: TicketForms): Promise<Described | Failed> {
  const told: { create?: FormDescription; read?: FormDescription; workInfo?: FormDescription } = {};
  const missing: Finding[] = [];
  let notTold: string | undefined;
  for (const which of ['create', 'read', 'workInfo'] as const) {
    const form = forms[which];
    const reply = await desk.client.describe(form);
    if (reply.kind === 'busy' || reply.kind === 'unknown') return reply;
    if (reply.kind === 'done') told[which] = reply.value;
    else if (reply.messageNumber === NO_SUCH_FORM) {
      const fix = "Check the account's rights; on a site without such tickets, route no chats to them.";
      missing.push(error(`The form ${form} cannot be used: ${reply.reason}`, fix));
    } else notTold ??= reply.reason;
  }
  return { ...told, missing, ...(notTold !== undefined && { notTold }) };
}

function checkOpen(mapping: TypeMapping, forms: TicketForms, form: FormDescription): readonly Finding[] {
  const findings = Object.entries(mapping.open).flatMap(([name, template]) =>
    checkValue(forms.create, form, name, template),
  );
  for (const [name, described] of form) {
    if (described.required && !(name in mapping.open)) {
      const at = { form: forms.create, field: name };
      findings.push(error(`${forms.create} requires ${name}.`, `Map ${name}.`, at));
    }
  }
  return [...findings, ...checkLimits(forms.create, form, mapping.limits)];
}

const checkEndings = (mapping: TypeMapping, forms: TicketForms, form: FormDescription): readonly Finding[] =>
  Object.values(mapping.endings).flatMap(({ status, statusReason, fields }) => [
    ...checkValue(forms.read, form, forms.status, status),
    ...(statusReason === '' ? [] : checkValue(forms.read, form, forms.reason, statusReason)),
    ...Object.entries(fields ?? {}).flatMap(([name, template]) =>
      checkValue(forms.read, form, name, template),
    ),
  ]);

function checkPairs(type: string, mapping: TypeMapping): readonly Finding[] {
  const rules = type === 'incident' ? INCIDENT_REASONS : WORK_ORDER_REASONS;
  return Object.entries(mapping.endings).flatMap(([ending, { status, statusReason }]) =>
    checkPair(ending, rules, status, statusReason),
  );
}

/** Fields by which tickets are read and listed: without one an agent finds fewer of them. */
function checkSearched(forms: TicketForms, form: FormDescription): readonly Finding[] {
  const needed = [forms.number, forms.entryId, forms.summary, forms.group, forms.assignee]
    .filter((name) => !form.has(name))
    .map((name) =>
      warning(`${forms.read} has no field ${name}, which is read.`, 'See what the site calls it.'),
    );
  if (forms.customer.some(({ field }) => form.has(field))) return needed;
  const fields = forms.customer.map(({ field }) => field).join(' or ');
  return [
    ...needed,
    warning(
      `${forms.read} has no field ${fields}, so a customer's tickets of this type are not found.`,
      'They can still be related by their number.',
    ),
  ];
}

/**
 * What live chats need of a ticket type whatever is mapped: a site must not delete these values.
 * @param found what is named already is not named twice
 */
function checkNeeded(
  type: string,
  forms: TicketForms,
  form: FormDescription,
  found: readonly Finding[],
): readonly Finding[] {
  const needed = type === 'incident' ? INCIDENT_NEEDS : WORK_ORDER_NEEDS;
  return [
    ...needed.statuses.flatMap((status) => checkValue(forms.read, form, forms.status, status)),
    ...needed.reasons.flatMap((reason) => checkValue(forms.read, form, forms.reason, reason)),
  ]
    .filter(({ form, field, value }) =>
      found.every((one) => one.form !== form || one.field !== field || one.value !== value),
    )
    .map((finding) => ({ ...finding, what: `Live chats need it, mapped or not: ${finding.what}` }));
}

function checkPair(
  ending: string,
  rules: ReadonlyMap<string, ReasonRule>,
  status: string,
  reason: string,
): readonly Finding[] {
  const rule = rules.get(status);
  const legal = reason === '' ? rule?.required !== true : rule?.reasons.includes(reason) === true;
  if (rule === undefined || legal) return [];
  return [
    warning(
      `Ending "${ending}": a default installation does not take ${status} with ${reason === '' ? 'no reason' : `the reason ${reason}`}.`,
      rule.reasons.length === 0 ? 'Leave the reason empty.' : `Use one of: ${rule.reasons.join(', ')}.`,
    ),
  ];
}

const checkField = (
  form: string,
  described: FormDescription,
  name: string | undefined,
): readonly Finding[] => (name === undefined ? [] : checkValue(form, described, name, '{{ handTo }}'));

const checkKeyField = (forms: TicketForms, described: Described): readonly Finding[] =>
  (['create', 'read'] as const)
    .filter((which) => described[which]?.has(forms.key) === false)
    .map((which) =>
      error(
        `${forms[which]} has no field ${forms.key}, which is to carry our key.`,
        'Name a text field that both forms have.',
      ),
    );
