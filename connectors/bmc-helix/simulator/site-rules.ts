import type { Form } from './forms/form.ts';
import { incidentCreate } from './forms/incident.ts';
import { workOrderCreate } from './forms/work-order.ts';

/**
 * What this site demands beyond a default installation, by the names of the creating form and of
 * the reading form, e.g. `{ onResolve: { incident: ['Resolution Category'] } }`.
 */
export interface SiteRules {
  readonly onCreate?: Demands;
  /** Before an incident is Resolved, a work order Completed. */
  readonly onResolve?: Demands;
  /** Columns that the creating form does not bring onto the ticket. */
  readonly notCarried?: readonly string[];
  /** Columns of tickets with a unique index: a value that another one has is refused. */
  readonly unique?: readonly string[];
  readonly attachments?: AttachmentRules;
  /** How the web server in front reads the headers of a part; UTF-8 unless set. */
  readonly partHeaders?: 'utf8' | 'latin1';
  /** What the database counts; UTF-16 units unless set. A site on Oracle or an older release counts bytes of UTF-8. */
  readonly lengths?: 'bytes' | 'characters';
  /** How the site tells which fields a form has; by both documented ways unless set. */
  readonly metadata?: Metadata;
}

export interface AttachmentRules {
  /** Largest file. */
  readonly maxBytes?: number;
  /** Endings of files that are not taken, in lower case and without the dot. */
  readonly refusedEndings?: readonly string[];
}

/**
 * `fields`: by `GET /fields/{form}` and, as older releases, in OPTIONS. `options`: in OPTIONS alone, in a shape of
 * its own. `array-in-options`: there, as the documented array. Not at all: OPTIONS answers without a body
 * (`no-body`), with WADL, with a page for a method that is not allowed, or a refusal of AR; `busy`: never now.
 */
export type Metadata =
  | 'fields'
  | 'options'
  | 'array-in-options'
  | 'no-body'
  | 'wadl'
  | 'page'
  | 'refused'
  | 'busy';

export interface Demands {
  readonly incident?: readonly string[];
  readonly 'work-order'?: readonly string[];
}

const READING: Readonly<Record<string, keyof Demands>> = {
  'HPD:Help Desk': 'incident',
  'WOI:WorkOrder': 'work-order',
};

/** Names of the fields that a form demands by the site's rules. */
export function demandedOf(form: Form, rules: SiteRules): readonly string[] {
  if (form.name === incidentCreate.name) return rules.onCreate?.incident ?? [];
  if (form.name === workOrderCreate.name) return rules.onCreate?.['work-order'] ?? [];
  const type = READING[form.table];
  return type === undefined ? [] : (rules.onResolve?.[type] ?? []);
}
