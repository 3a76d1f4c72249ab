import { type Answer, empty, json } from './answer.ts';
import { ArError } from './ar-error.ts';
import { DISPLAY_ONLY, type Field, type Form, ID_COLUMN, PIPED_ID_COLUMN } from './forms/form.ts';
import { demandedOf, type SiteRules } from './site-rules.ts';

/** `GET /fields/{form}[/{ids}]`, as documented. Criteria are taken and everything is told all the same. */
export function answerFields(form: Form, ids: string | undefined, rules: SiteRules): Answer {
  switch (rules.metadata ?? 'fields') {
    case 'fields':
      return json(200, fieldArray(form, rules, ids?.split(',')));
    case 'busy':
      return { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' };
    case 'refused':
      throw denied(form);
    default:
      return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>Not Found</html>' };
  }
}

/** `OPTIONS /entry/{form}`: documented without a shape, so sites differ. */
export function answerOptions(form: Form, rules: SiteRules): Answer {
  switch (rules.metadata ?? 'fields') {
    case 'fields':
    case 'options':
      return json(200, optionsShape(form, rules));
    case 'array-in-options':
      return json(200, fieldArray(form, rules));
    case 'no-body':
      return empty(200, { allow: 'GET, POST, OPTIONS' });
    case 'wadl':
      return {
        status: 200,
        headers: { 'content-type': 'application/vnd.sun.wadl+xml' },
        body: '<?xml version="1.0"?><application xmlns="http://wadl.dev.java.net/2009/02"/>',
      };
    case 'page':
      return {
        status: 405,
        headers: { 'content-type': 'text/html' },
        body: '<html>Method Not Allowed</html>',
      };
    case 'refused':
      throw denied(form);
    case 'busy':
      return { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' };
  }
}

const denied = (form: Form): ArError => new ArError(403, 353, 'You have no access to form', form.name);

const fieldArray = (form: Form, rules: SiteRules, only?: readonly string[]): unknown =>
  [...form.fields.values()]
    .filter(({ id }) => only === undefined || only.includes(String(id)))
    .map((field) => ({
      id: field.id,
      name: field.name,
      help_text: '',
      field_option: optionOf(form, field, rules),
      create_mode: 'AR_FIELD_OPEN_AT_CREATE',
      datatype: field.type,
      default_value: null,
      limit: limitOf(field, rules),
    }));

/** How an enumeration stands in `limit` is not published; a list of its values is what its API has. */
function limitOf({ type, maxLength, values }: Field, rules: SiteRules): unknown {
  if (values !== undefined) {
    return { enum_style: 'CUSTOM', values: [...values].map(([name, number]) => ({ name, number })) };
  }
  if (type !== 'CHAR') return null;
  return {
    length_unit: rules.lengths === 'bytes' ? 'AR_LENGTH_UNIT_BYTE' : 'AR_LENGTH_UNIT_CHAR',
    max_length: maxLength ?? 0,
    menu_style: 'AR_MENU_APPEND',
    qbe_match: 'AR_QBE_MATCH_ANYWHERE',
    char_menu: null,
    pattern: null,
    fulltext_options: 'AR_FULLTEXT_OPTIONS_NONE',
  };
}

function optionsShape(form: Form, rules: SiteRules): unknown {
  return {
    formName: form.name,
    fields: [...form.fields.values()].map((field) => ({
      id: field.id,
      name: field.name,
      datatype: field.type,
      option: optionOf(form, field, rules),
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

function optionOf(form: Form, field: Field, rules: SiteRules): string {
  if (field.system) return 'SYSTEM';
  if (field.column === DISPLAY_ONLY) return 'DISPLAY';
  return field.required || demandedOf(form, rules).includes(field.name) ? 'REQUIRED' : 'OPTIONAL';
}
