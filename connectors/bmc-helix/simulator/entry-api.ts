import { type Answer, empty, json } from './answer.ts';
import {
  ArError,
  noSuchEntry,
  noSuchField,
  noSuchForm,
  noSuchResource,
  notAllowed,
  unsupportedMedia,
} from './ar-error.ts';
import { associated, associationOf } from './associations.ts';
import type { Session } from './auth.ts';
import { answerOptions } from './describe-form.ts';
import { changeEntry, createEntry, dropEntry, findEntry } from './entries.ts';
import { type WantedParts, wantedParts } from './fields-parameter.ts';
import type { Form } from './forms/form.ts';
import { FORMS } from './forms/index.ts';
import { parseMultipart } from './multipart.ts';
import { queryEntries } from './query-entries.ts';
import { valuesOf } from './read-body.ts';
import type { Records, Row } from './records.ts';
import type { SiteRules } from './site-rules.ts';
import { columnOf, showValues } from './values.ts';
import type { View } from './view.ts';
import type { Writer } from './writer.ts';

export interface EntryRequest {
  readonly method: string;
  /** Decoded segments after `entry`: form, id, `attach` with a field or `assoc` with an association. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: Buffer;
  readonly session: Session;
  /** Origin for links. */
  readonly origin: string;
  /** Epoch seconds. */
  readonly now: number;
  readonly rules: SiteRules;
  readonly view: View;
}

/** `/api/arsys/v1/entry/…`: one answer for each method, or an ArError. */
export function answerEntry(records: Records, request: EntryRequest): Answer {
  const [formName = '', id, sub, fieldName, ...rest] = request.path;
  const form = FORMS.get(formName);
  if (form === undefined) throw noSuchForm(formName);
  if (rest.length > 0 || (sub !== undefined && sub !== 'attach' && sub !== 'assoc')) {
    throw noSuchResource(request.path.join('/'));
  }
  if (request.method !== 'GET' && request.method !== 'OPTIONS' && !request.session.mayWrite) {
    throw new ArError(403, 330, 'You do not have write access to form', formName);
  }
  if (sub === 'assoc') return listAssociated(records, form, id ?? '', fieldName ?? '', request);
  if (sub === 'attach') return download(records, form, id ?? '', fieldName, request);
  if (id === undefined) return answerForm(records, form, request);
  return answerOne(records, form, id, request);
}

function answerForm(records: Records, form: Form, request: EntryRequest): Answer {
  if (request.method === 'OPTIONS') return answerOptions(form, request.rules);
  if (request.method === 'GET') return list(records, form, request);
  if (request.method === 'POST') return create(records, form, request);
  throw notAllowed(request.method);
}

function answerOne(records: Records, form: Form, id: string, request: EntryRequest): Answer {
  switch (request.method) {
    case 'GET': {
      const row = findEntry(records, form, id);
      if (!request.view.sees(row)) throw noSuchEntry(form.name, id);
      return json(200, show(records, form, row, request, wantedParts(form, request.query)));
    }
    case 'PUT':
      changeEntry(records, form, id, valuesOf(jsonText(request)), writer(request));
      return empty(204);
    case 'DELETE':
      dropEntry(records, form, id);
      return empty(204);
    default:
      throw notAllowed(request.method);
  }
}

function list(records: Records, form: Form, request: EntryRequest): Answer {
  const wanted = wantedParts(form, request.query);
  const { rows, next } = queryEntries(records, form, request.query, {
    ...writer(request),
    view: request.view,
  });
  const here = `${request.origin}/api/arsys/v1/entry/${encodeURIComponent(form.name)}`;
  const links: Record<string, unknown> = { self: [{ href: `${here}?${request.query}` }] };
  if (next !== undefined) {
    const following = new URLSearchParams(request.query);
    following.set('offset', String(next));
    links.next = [{ href: `${here}?${following}` }];
  }
  return json(200, {
    entries: rows.map((row) => show(records, form, row, request, wanted)),
    _links: links,
    numMatches: null,
  });
}

function create(records: Records, form: Form, request: EntryRequest): Answer {
  // Read first: a wrong list of fields must refuse before anything is written.
  const wanted = wantedParts(form, request.query);
  const multipart = request.contentType.startsWith('multipart/form-data')
    ? parseMultipart(request.contentType, request.body, request.rules.partHeaders)
    : { entry: jsonText(request), files: new Map() };
  const row = createEntry(records, form, valuesOf(multipart.entry), multipart.files, writer(request));
  const location = hrefOf(form, row, request);
  return request.query.has('fields')
    ? json(201, show(records, form, row, request, wanted), { location })
    : empty(201, { location });
}

function download(
  records: Records,
  form: Form,
  id: string,
  fieldName: string | undefined,
  request: EntryRequest,
): Answer {
  if (request.method !== 'GET') throw notAllowed(request.method);
  const row = findEntry(records, form, id);
  const field = form.fields.get(fieldName ?? '');
  if (field?.type !== 'ATTACHMENT') throw noSuchField(form.name, fieldName ?? '');
  const file = columnOf(field, row);
  if (file === null || typeof file !== 'object') throw noSuchEntry(form.name, `${id} ${field.name}`);
  const name = encodeURIComponent(file.name);
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
    },
    body: Buffer.from(file.base64, 'base64'),
  };
}

function jsonText(request: EntryRequest): string {
  if (!request.contentType.startsWith('application/json')) {
    throw unsupportedMedia('The body must be application/json', request.contentType);
  }
  return request.body.toString('utf8');
}

function show(
  records: Records,
  form: Form,
  row: Row,
  request: EntryRequest,
  { values, associations }: WantedParts,
): unknown {
  const href = hrefOf(form, row, request);
  const links = associations.map((name) => [
    `assoc-${name}`,
    associatedWith(records, form, row, name).map(([of, one]) => ({ href: hrefOf(of, one, request) })),
  ]);
  return {
    values: showValues(form, row, href, values),
    _links: { self: [{ href }], ...Object.fromEntries(links) },
  };
}

function listAssociated(
  records: Records,
  form: Form,
  id: string,
  name: string,
  request: EntryRequest,
): Answer {
  if (request.method !== 'GET') throw notAllowed(request.method);
  if (associationOf(form, name) === undefined) throw noSuchResource(request.path.join('/'));
  const row = findEntry(records, form, id);
  const entries = associatedWith(records, form, row, name).map(([of, one]) =>
    show(records, of, one, request, wantedParts(of, request.query)),
  );
  return json(200, { entries, _links: { self: [{ href: `${hrefOf(form, row, request)}/assoc/${name}` }] } });
}

function associatedWith(
  records: Records,
  form: Form,
  row: Row,
  name: string,
): readonly (readonly [Form, Row])[] {
  const association = associationOf(form, name);
  if (association === undefined) return [];
  const found = associated(records, association, row);
  return found.rows.map((one) => [found.form, one]);
}

function hrefOf(form: Form, row: Row, request: EntryRequest): string {
  const id = form.kind === 'join' ? `${row.id}|${row.id}` : row.id;
  return `${request.origin}/api/arsys/v1/entry/${encodeURIComponent(form.name)}/${encodeURIComponent(id)}`;
}

const writer = (request: EntryRequest): Writer => ({
  user: request.session.user,
  now: request.now,
  rules: request.rules,
});
