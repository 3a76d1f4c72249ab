import { requiredField, workflow } from '../ar-error.ts';
import type { Form } from '../forms/form.ts';
import { demandedOf, type SiteRules } from '../site-rules.ts';
import type { Columns } from './people.ts';

const isBlank = (columns: Columns, column: string): boolean => (columns.get(column) ?? null) === null;

/** A creating form's required fields, the site's among them. */
export function checkRequired(form: Form, columns: Columns, rules: SiteRules): void {
  const demanded = demandedOf(form, rules);
  for (const field of form.fields.values()) {
    const required = field.required || demanded.includes(field.name);
    if (required && isBlank(columns, field.column)) throw requiredField(field.name);
  }
}

/** What the site wants to know before a ticket is finished. */
export function checkDemanded(form: Form, columns: Columns, finished: string, rules: SiteRules): void {
  if (columns.get('Status') !== finished) return;
  const blank = demandedOf(form, rules).filter((name) =>
    isBlank(columns, form.fields.get(name)?.column ?? name),
  );
  if (blank.length === 0) return;
  const what = finished === 'Resolved' ? 'resolve this incident' : 'complete this work order';
  throw workflow(`The following fields are required to ${what}: ${blank.join(', ')}`);
}
