import type { Finding } from '../../src/connector/connector.ts';
import type { FieldLimit } from '../../src/connector/mapping.ts';
import { error } from './check-value.ts';
import type { FormDescription } from './form-description.ts';

/** Limits of the mapping that this form's fields do not take. */
export const checkLimits = (
  formName: string,
  form: FormDescription,
  limits: Readonly<Record<string, FieldLimit>>,
): readonly Finding[] =>
  Object.entries(limits).flatMap(([name, limit]) => {
    const { maxLength: takes, unit = 'bytes' } = form.get(name) ?? {};
    if (takes === undefined) return [];
    const at = { form: formName, field: name };
    const given = typeof limit === 'number' ? limit : limit.characters;
    if (given > takes) {
      return [error(`${name} takes ${takes} ${unit}, not ${given}.`, `Set its limit to ${takes}.`, at)];
    }
    if (typeof limit === 'number' || unit === 'characters') return [];
    return [
      error(
        `${name} takes ${takes} bytes; its limit counts characters, which may take four bytes each.`,
        `Set its limit to ${takes}, a plain number.`,
        at,
      ),
    ];
  });
