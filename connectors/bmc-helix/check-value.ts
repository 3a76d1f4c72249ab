import type { Finding } from '../../src/connector/connector.ts';
import type { FormDescription } from './form-description.ts';

type At = Pick<Finding, 'form' | 'field' | 'value' | 'choices'>;

export const error = (what: string, fix: string, at: At = {}): Finding => ({
  severity: 'error',
  what,
  fix,
  ...at,
});
export const warning = (what: string, fix: string, at: At = {}): Finding => ({
  severity: 'warning',
  what,
  fix,
  ...at,
});

/** What is wrong with this value, or with writing the field at all. A template's value is not known before there is a chat. */
export function checkValue(
  formName: string,
  form: FormDescription,
  name: string,
  template: string,
): readonly Finding[] {
  const described = form.get(name);
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
  const fixed = !/\{\{|\{%/.test(template);
  if (!fixed || described.labels === undefined || described.labels.includes(template)) return [];
  const at = { form: formName, field: name, value: template, choices: described.labels };
  return [error(`${name} has no value "${template}".`, `Use one of: ${described.labels.join(', ')}.`, at)];
}
