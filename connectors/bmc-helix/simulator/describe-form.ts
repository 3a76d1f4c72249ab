import { type Form, ID_COLUMN, PIPED_ID_COLUMN } from './forms/form.ts';
import { demandedOf, type SiteRules } from './site-rules.ts';

/** The answer to OPTIONS. Its shape is not public; ours names what a mapping needs to be checked. */
export function describeForm(form: Form, rules: SiteRules): unknown {
  const demanded = demandedOf(form, rules);
  return {
    formName: form.name,
    fields: [...form.fields.values()].map((field) => ({
      id: field.id,
      name: field.name,
      datatype: field.type,
      option: field.system
        ? 'SYSTEM'
        : field.required || demanded.includes(field.name)
          ? 'REQUIRED'
          : 'OPTIONAL',
      limits: {
        ...(field.maxLength === undefined ? {} : { maxLength: field.maxLength }),
        ...(field.values === undefined
          ? {}
          : { enumValues: [...field.values].map(([name, number]) => ({ name, number })) }),
      },
      isKey: field.column === ID_COLUMN || field.column === PIPED_ID_COLUMN,
    })),
  };
}
