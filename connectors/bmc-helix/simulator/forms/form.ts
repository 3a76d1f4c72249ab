/** An enumerated field's values in their order: `Status` compares by number, people read the label. */
export type EnumValues = ReadonlyMap<string, number>;

export type FieldType = 'CHAR' | 'ENUM' | 'TIME' | 'ATTACHMENT';

export interface Field {
  readonly name: string;
  /** AR field id. Ids that are not public knowledge are made from the name, above the vendor's range. */
  readonly id: number;
  /** Ids of other fields of the real form that mirror this one. */
  readonly otherIds: readonly number[];
  readonly type: FieldType;
  /** Where the value lies in the record; several forms show one record under different names. */
  readonly column: string;
  readonly maxLength?: number;
  readonly values?: EnumValues;
  /** What a new entry of a regular form gets where the request says nothing; `$USER$` is who asks. */
  readonly initial?: string;
  readonly required: boolean;
  /** Set by the server alone. */
  readonly system: boolean;
}

/** `join`: a view whose entry ids are piped; `staging`: a row that workflow turns into a ticket. */
export interface Form {
  readonly name: string;
  readonly table: string;
  readonly kind: 'regular' | 'join' | 'staging';
  readonly fields: ReadonlyMap<string, Field>;
  /** A join shows only records that have something in this column. */
  readonly joins?: string;
}

/** The value is the record's id, or the id twice with a pipe as join forms show it. */
export const ID_COLUMN = '@id';
export const PIPED_ID_COLUMN = '@piped-id';
/** Taken and forgotten: `z1D_*` fields only steer workflow. */
export const DISPLAY_ONLY = '@display-only';
export const displayOnly = (...names: readonly string[]): readonly Field[] =>
  names.map((name) => char(name, { column: DISPLAY_ONLY }));

type Options = Partial<
  Pick<Field, 'id' | 'otherIds' | 'column' | 'maxLength' | 'initial' | 'required' | 'system'>
>;

const make = (name: string, type: FieldType, options: Options): Field => ({
  name,
  id: options.id ?? madeUpId(name),
  otherIds: options.otherIds ?? [],
  type,
  column: options.column ?? name,
  required: options.required ?? false,
  system: options.system ?? false,
  ...(options.maxLength === undefined ? {} : { maxLength: options.maxLength }),
  ...(options.initial === undefined ? {} : { initial: options.initial }),
});

export const char = (name: string, options: Options = {}): Field =>
  make(name, 'CHAR', { maxLength: 254, ...options });
export const text = (name: string, options: Options = {}): Field =>
  make(name, 'CHAR', { maxLength: 32_000, ...options });
export const time = (name: string, options: Options = {}): Field =>
  make(name, 'TIME', { system: true, ...options });
export const attachment = (name: string): Field => make(name, 'ATTACHMENT', {});
export const choice = (name: string, values: EnumValues, options: Options = {}): Field => ({
  ...make(name, 'ENUM', options),
  values,
});

export function form(
  name: string,
  table: string,
  kind: Form['kind'],
  fields: readonly (Field | string)[],
): Form {
  const list = fields.map((field) => (typeof field === 'string' ? char(field) : field));
  return { name, table, kind, fields: new Map(list.map((field) => [field.name, field])) };
}

/** By name or by id, as AR takes both. */
export function findField(form: Form, name: string): Field | undefined {
  const byName = form.fields.get(name);
  if (byName !== undefined || !/^\d{1,10}$/.test(name)) return byName;
  const id = Number(name);
  return [...form.fields.values()].find((field) => field.id === id || field.otherIds.includes(id));
}

/** Whether a record of the form's table is one of the form. */
export const isShown = (form: Form, row: { readonly columns: Readonly<Record<string, unknown>> }): boolean =>
  form.joins === undefined || (row.columns[form.joins] ?? null) !== null;

function madeUpId(name: string): number {
  let hash = 0;
  for (const unit of name) hash = (hash * 31 + (unit.codePointAt(0) ?? 0)) % 400_000_000;
  return 600_000_000 + hash;
}
