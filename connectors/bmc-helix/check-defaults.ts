import type { Finding } from '../../src/connector/connector.ts';
import type { TypeMapping } from '../../src/connector/mapping.ts';
import { succeeded } from '../../src/connector/outcome.ts';
import { checkValue } from './check-value.ts';
import type { Reply } from './client.ts';
import { RIGHTS_FORM } from './find-persons.ts';
import type { FormDescription } from './form-description.ts';
import { GROUP_FORM } from './hand-over.ts';
import { relationValues } from './relate-records.ts';
import type { TicketForms } from './ticket-forms.ts';
import type { Desk } from './tickets.ts';

type Values = readonly (readonly [field: string, value: string])[];

/** What every work info is written with, whatever the mapping says; its type alone can be mapped. */
export function checkWorkInfo(
  { workInfo }: TypeMapping,
  forms: TicketForms,
  form: FormDescription,
): readonly Finding[] {
  const mapped = workInfo?.type;
  return [
    ...checkValue(forms.workInfo, form, 'Work Log Type', forms.workInfoType).map((finding) =>
      mapped === undefined
        ? { ...finding, fix: `${finding.fix} Name it in the mapping: workInfo: { type: … }.` }
        : finding,
    ),
    ...(mapped === undefined ? [] : checkValue(forms.workInfo, form, 'Work Log Type', mapped)),
    ...checkAll(forms.workInfo, form, WORK_INFO_VALUES),
  ];
}

const WORK_INFO_VALUES: Values = [
  ['View Access', 'Internal'],
  ['View Access', 'Public'],
  ['Secure Work Log', 'No'],
];

/** Values the connector itself writes to or asks of other forms of the ITSM; without one a part of it does not work. */
const sideValues = (all: readonly TicketForms[]): readonly (readonly [string, Values])[] => [
  ...all.flatMap((forms): readonly (readonly [string, Values])[] => [
    [forms.associations, relationValues()],
    [forms.template.form, [[forms.template.state, 'Enabled']]],
  ]),
  ['CTM:People', [['Profile Status', 'Enabled']]],
  [RIGHTS_FORM, [['Status', 'Enabled']]],
  [GROUP_FORM, [['Status', 'Enabled']]],
];

/**
 * Compares the values that no mapping names with what these forms hold. A form that this ITSM has not got, or
 * does not tell of, is no finding: what needs it says so where it is used.
 */
export async function checkSideForms(
  desk: Desk,
  all: readonly TicketForms[],
): Promise<Reply<readonly Finding[]>> {
  const findings: Finding[] = [];
  for (const [form, values] of sideValues(all)) {
    const described = await desk.client.describe(form);
    if (described.kind === 'busy' || described.kind === 'unknown') return described;
    if (succeeded(described)) findings.push(...checkAll(form, described.value, values));
  }
  return { kind: 'done', value: findings.map((finding) => ({ ...finding, severity: 'warning' })) };
}

const checkAll = (form: string, described: FormDescription, values: Values): readonly Finding[] =>
  values.flatMap(([name, value]) => checkValue(form, described, name, value));
