import { badRequest, noSuchField } from './ar-error.ts';
import { associationOf } from './associations.ts';
import { type Form, findField } from './forms/form.ts';

/** What the `fields` parameter asks for. */
export interface WantedParts {
  /** Names or ids as they were given; undefined: every field. */
  readonly values: readonly string[] | undefined;
  readonly associations: readonly string[];
}

/** `values(A,B)` and `assoc(C,D)`, either one or both; without the parameter every field and no association. */
export function wantedParts(form: Form, parameters: URLSearchParams): WantedParts {
  const source = parameters.get('fields');
  if (source === null) return { values: undefined, associations: [] };
  const values = namesIn(source, 'values(');
  const associations = namesIn(source, 'assoc(');
  if (values === undefined && associations === undefined) {
    throw bad('use values(Field,Other Field), assoc(Association) or both');
  }
  for (const name of values ?? [])
    if (findField(form, name) === undefined) throw noSuchField(form.name, name);
  for (const name of associations ?? []) {
    if (associationOf(form, name) === undefined) throw bad(`${form.name} has no association ${name}`);
  }
  return { values: values ?? [], associations: associations ?? [] };
}

function namesIn(source: string, opening: string): readonly string[] | undefined {
  const start = source.indexOf(opening);
  if (start < 0) return undefined;
  const names: string[] = [''];
  let depth = 1;
  // A field's own name may hold parentheses: `CAB Manager ( Change Co-ord )`.
  for (const unit of source.slice(start + opening.length)) {
    depth += unit === '(' ? 1 : unit === ')' ? -1 : 0;
    if (depth === 0) break;
    if (unit === ',') names.push('');
    else names.push((names.pop() ?? '') + unit);
  }
  if (depth !== 0) throw bad('the closing parenthesis is missing');
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

const bad = (why: string): Error => badRequest('A query parameter is not valid', `fields: ${why}`);
