import type { FormField, Lookups } from '../../src/connector/lookup.ts';
import { refused } from '../../src/connector/outcome.ts';
import type { Reply } from './client.ts';
import { findTemplate } from './find-templates.ts';
import type { FieldDescription, FormDescription } from './form-description.ts';
import { nothing } from './matching.ts';
import type { EntryValues } from './schema.ts';
import { type TicketForms, ticketForms } from './ticket-forms.ts';
import { type Desk, noSuchType } from './tickets.ts';

/** A template's own questions: their labels stand in the template, `.` marks one that is not used. */
const QUESTION = /^WO Type Field \d+$/;

/**
 * The creating form's fields, required ones first, with what the template fills in; a template's
 * questions count as required. For an ending: what the ITSM demands before it finishes the ticket.
 */
export async function describeTicketForm(
  desk: Desk,
  { type, templateId, ending }: Lookups['form']['query'],
): Promise<Reply<readonly FormField[]>> {
  const forms = ticketForms(type, desk.settings);
  if (forms === undefined) return noSuchType(type);
  // No default rule asks for more than status and reason on the way to Cancelled.
  if (ending !== undefined) return ending === 'resolved' ? resolveFields(desk, forms) : nothing;
  const template: Reply<EntryValues | undefined> =
    templateId === undefined
      ? { kind: 'done', value: undefined }
      : await findTemplate(desk, forms, templateId);
  if (template.kind !== 'done') return template;
  if (template.value === undefined && templateId !== undefined) return noSuchTemplate(templateId);
  const described = await desk.client.describe(forms.create);
  if (described.kind !== 'done') return described;
  const filled = template.value ?? {};
  const fields = [...described.value]
    .filter(([name, field]) => isFilledIn(name, field, forms) && hasQuestion(name, filled))
    .map(([name, field]) => openField(name, field, forms, filled));
  return { kind: 'done', value: requiredFirst(fields) };
}

export const noSuchTemplate = (id: string) =>
  refused(`There is no enabled template "${id}" of this ticket type; choose another.`, 'TemplateID');

/**
 * What the reading form requires of a ticket that the creating form did not, and what is known or
 * set to be demanded. AR does not tell rules that only workflow knows: those are named in the settings.
 */
async function resolveFields(desk: Desk, forms: TicketForms): Promise<Reply<readonly FormField[]>> {
  const read = await desk.client.describe(forms.read);
  if (read.kind !== 'done') return read;
  const create = await desk.client.describe(forms.create);
  if (create.kind !== 'done') return create;
  const known = new Set(
    [...create.value].filter(([, { required }]) => required).map(([name]) => plain(name)),
  );
  const demanded = [...read.value]
    .filter(([name, field]) => field.required && !field.readOnly && !known.has(plain(name)))
    .map(([name]) => name);
  const names = [...new Set([...forms.onResolve, ...demanded])];
  return { kind: 'done', value: names.flatMap((name) => fieldOf(read.value, name)) };
}

function fieldOf(form: FormDescription, name: string): readonly FormField[] {
  const field = form.get(name);
  return field === undefined ? [] : [formField(name, field, label(name), true, '')];
}

function openField(
  name: string,
  field: FieldDescription,
  forms: TicketForms,
  template: EntryValues,
): FormField {
  const question = QUESTION.test(name) ? template[`${name} Label`] : undefined;
  // These two say whom the template is for and whether it is in use.
  const speaksOfItself = name === 'Company' || name === forms.template.state;
  const value = speaksOfItself ? '' : (template[name] ?? template[plain(name)] ?? '');
  return formField(name, field, question ?? label(name), field.required || question !== undefined, value);
}

function formField(
  name: string,
  field: FieldDescription,
  title: string,
  required: boolean,
  value: string,
): FormField {
  return {
    name,
    label: title,
    type: typeOf(field),
    required,
    ...(field.maxLength === undefined ? {} : { limit: field.maxLength }),
    ...(field.maxLength === undefined || field.unit === 'characters' ? {} : { limitIn: 'bytes' }),
    ...(field.labels === undefined ? {} : { choices: field.labels }),
    ...(value === '' ? {} : { value }),
  };
}

/** What holds a value; a form's buttons, tables and pages are fields for AR too. */
const HOLD_VALUES: ReadonlySet<string> = new Set([
  '',
  'CHAR',
  'DIARY',
  'ENUM',
  'INTEGER',
  'REAL',
  'DECIMAL',
  'CURRENCY',
  'TIME',
  'DATE',
  'TIME_OF_DAY',
  'DATE_TIME',
]);

/** `z1D` fields steer workflow, `z2AF` are files; key and template are the connector's own. */
const isFilledIn = (name: string, field: FieldDescription, forms: TicketForms): boolean =>
  !field.readOnly &&
  !field.displayOnly &&
  !/^z\d/.test(name) &&
  HOLD_VALUES.has(field.datatype) &&
  name !== forms.key &&
  name !== 'TemplateID';

const hasQuestion = (name: string, template: EntryValues): boolean =>
  !QUESTION.test(name) || !['', '.'].includes(template[`${name} Label`]?.trim() ?? '');

function typeOf({ datatype, labels }: FieldDescription): FormField['type'] {
  if (labels !== undefined) return 'choice';
  if (['INTEGER', 'REAL', 'DECIMAL', 'CURRENCY'].includes(datatype)) return 'number';
  return ['TIME', 'DATE', 'TIME_OF_DAY', 'DATE_TIME'].includes(datatype) ? 'time' : 'text';
}

const requiredFirst = (fields: readonly FormField[]): readonly FormField[] =>
  fields.toSorted((a, b) => weight(a) - weight(b));

const weight = ({ required, value }: FormField): number => (required ? 0 : value === undefined ? 2 : 1);

/** The creating form writes `Service_Type` where the others write `Service Type`. */
const plain = (name: string): string => name.replaceAll('_', ' ');

const label = (name: string): string => plain(name).replace('Decription', 'Description');
