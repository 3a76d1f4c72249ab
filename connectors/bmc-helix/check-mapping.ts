import type { Finding } from '../../src/connector/connector.ts';
import type { Mapping, TypeMapping } from '../../src/connector/mapping.ts';
import { done, type Failed, type Outcome } from '../../src/connector/outcome.ts';
import { checkReadable } from './check-readable.ts';
import {
  INCIDENT_NEEDS,
  INCIDENT_REASONS,
  type ReasonRule,
  WORK_ORDER_NEEDS,
  WORK_ORDER_REASONS,
} from './legal-reasons.ts';
import type { FieldDescription, FormDescription } from './schema.ts';
import { type TicketForms, ticketForms } from './ticket-forms.ts';
import type { Desk } from './tickets.ts';

type At = Pick<Finding, 'form' | 'field' | 'value' | 'choices'>;

const error = (what: string, fix: string, at: At = {}): Finding => ({ severity: 'error', what, fix, ...at });
const warning = (what: string, fix: string): Finding => ({ severity: 'warning', what, fix });

/**
 * Signs in and compares the mapping with the forms as this server describes them. AR tells which
 * statuses and reasons exist, not which belong together; pairs are compared with a default installation.
 */
export async function checkMapping(desk: Desk, mapping: Mapping): Promise<Outcome<readonly Finding[]>> {
  const signedIn = await desk.client.signIn();
  if (signedIn.kind !== 'done') return signedIn;
  const findings: Finding[] = [];
  for (const [type, typeMapping] of Object.entries(mapping)) {
    const forms = ticketForms(type, desk.settings);
    if (forms === undefined) {
      findings.push(error(`There is no ticket type "${type}".`, 'Map incident or work-order.'));
      continue;
    }
    const described = await describeAll(desk, forms, findings);
    if (described === undefined) continue;
    if ('kind' in described) return described;
    findings.push(...checkOpen(typeMapping, forms, described.create));
    findings.push(...checkEndings(type, typeMapping, forms, described.read));
    findings.push(...checkField(forms.read, described.read, typeMapping.groupField));
    findings.push(...checkKeyField(forms, described));
    findings.push(...checkNeeded(type, forms, described.read, findings));
    findings.push(...checkWorkInfo(typeMapping, forms, described.workInfo));
    findings.push(...(await checkReadable(desk, typeMapping, forms)));
  }
  return done(findings);
}

interface Described {
  readonly create: FormDescription;
  readonly read: FormDescription;
  readonly workInfo: FormDescription;
}

/** Undefined where a form is not there or not described: that has become a finding. */
async function describeAll(
  desk: Desk,
  forms: TicketForms,
  findings: Finding[],
): Promise<Described | Failed | undefined> {
  const descriptions: FormDescription[] = [];
  for (const form of [forms.create, forms.read, forms.workInfo]) {
    const reply = await desk.client.describe(form);
    if (reply.kind === 'busy' || reply.kind === 'unknown') return reply;
    if (reply.kind !== 'done') {
      findings.push(error(`The form ${form} cannot be used: ${reply.reason}`, "Check the account's rights."));
    } else descriptions.push(reply.value);
  }
  if (descriptions.length < 3) return undefined;
  const [create, read, workInfo] = descriptions;
  return create && read && workInfo && { create, read, workInfo };
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
  for (const [name, limit] of Object.entries(mapping.limits)) {
    const takes = form.get(name)?.maxLength;
    if (takes !== undefined && takes > 0 && limit > takes) {
      const at = { form: forms.create, field: name };
      findings.push(
        error(`${name} takes ${takes} characters, not ${limit}.`, `Set its limit to ${takes}.`, at),
      );
    }
  }
  return findings;
}

function checkEndings(
  type: string,
  mapping: TypeMapping,
  forms: TicketForms,
  form: FormDescription,
): readonly Finding[] {
  const rules = type === 'incident' ? INCIDENT_REASONS : WORK_ORDER_REASONS;
  return Object.entries(mapping.endings).flatMap(([ending, { status, statusReason, fields }]) => [
    ...checkValue(forms.read, form, forms.status, status),
    ...(statusReason === '' ? [] : checkValue(forms.read, form, forms.reason, statusReason)),
    ...Object.entries(fields ?? {}).flatMap(([name, template]) =>
      checkValue(forms.read, form, name, template),
    ),
    ...checkPair(ending, rules, status, statusReason),
  ]);
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

function checkWorkInfo(
  { workInfo }: TypeMapping,
  forms: TicketForms,
  form: FormDescription,
): readonly Finding[] {
  return workInfo?.type === undefined ? [] : checkValue(forms.workInfo, form, 'Work Log Type', workInfo.type);
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

function checkKeyField(forms: TicketForms, described: Described): readonly Finding[] {
  return (['create', 'read'] as const)
    .filter((which) => !described[which].has(forms.key))
    .map((which) =>
      error(
        `${forms[which]} has no field ${forms.key}, which is to carry our key.`,
        'Name a text field that both forms have.',
      ),
    );
}

function checkValue(
  formName: string,
  form: FormDescription,
  name: string,
  template: string,
): readonly Finding[] {
  const described: FieldDescription | undefined = form.get(name);
  if (described === undefined) {
    const at = { form: formName, value: name, choices: [...form.keys()] };
    return [error(`${formName} has no field ${name}.`, 'Use a name of this form, to the letter.', at)];
  }
  if (described.readOnly) {
    const at = { form: formName, field: name };
    return [
      error(`${name} of ${formName} is set by the ITSM alone.`, `Take ${name} out of the mapping.`, at),
    ];
  }
  // A template's value is not known before there is a chat.
  const fixed = !/\{\{|\{%/.test(template);
  if (!fixed || described.labels === undefined || described.labels.includes(template)) return [];
  const at = { form: formName, field: name, value: template, choices: described.labels };
  return [error(`${name} has no value "${template}".`, `Use one of: ${described.labels.join(', ')}.`, at)];
}
