import { z } from 'zod';
import { withoutHeadings } from './headings.ts';

export interface FieldDescription {
  /** AR's word without its prefix, e.g. `CHAR`, `ENUM`; empty where the server does not tell. */
  readonly datatype: string;
  /** Demanded on create, and without a default of the form's own. */
  readonly required: boolean;
  /** Set by the server alone. */
  readonly readOnly: boolean;
  /** Shown and not kept: such fields steer workflow. */
  readonly displayOnly: boolean;
  readonly maxLength?: number;
  /** What `maxLength` counts: UTF-8 bytes unless the server says characters. */
  readonly unit: 'bytes' | 'characters';
  readonly labels?: readonly string[];
}

export type FormDescription = ReadonlyMap<string, FieldDescription>;

// A server that writes a number as text, or a key of another kind, must not spoil the whole form.
const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .nullish()
  .catch(undefined);
const word = z.union([z.string(), z.number()]).transform(String).nullish().catch(undefined);

/** One field as `GET /fields/{form}` tells it; only the keys that are documented and used here. */
const documented = z.looseObject({
  name: z.string().min(1),
  datatype: word,
  field_option: word,
  default_value: z.unknown().optional(),
  limit: z.looseObject({ max_length: number, length_unit: word }).nullish().catch(undefined),
});

/** One field as some servers answer OPTIONS. No shape is published, so all but the name may be missing. */
const inOptions = z.looseObject({
  name: z.string().min(1),
  datatype: word,
  option: word,
  limits: z.looseObject({ maxLength: number }).nullish().catch(undefined),
});

/** A form's fields in either shape; a list in which no field has a name is neither. */
export const formDescription: z.ZodType<FormDescription> = z
  .union([z.array(z.unknown()), z.object({ fields: z.array(z.unknown()) }).transform(({ fields }) => fields)])
  .transform((fields): FormDescription => new Map(fields.flatMap(described)))
  .refine((fields) => fields.size > 0);

function described(field: unknown): readonly (readonly [string, FieldDescription])[] {
  const other = inOptions.safeParse(field).data;
  if (other?.option !== undefined || other?.limits !== undefined) {
    return [
      [
        other.name,
        description(other.datatype, other.option, other.limits?.maxLength, undefined, other.limits),
      ],
    ];
  }
  const plain = documented.safeParse(field).data;
  if (plain === undefined) return [];
  const { name, datatype, field_option: option, limit, default_value: preset } = plain;
  const told = description(datatype, option, limit?.max_length, limit?.length_unit, limit);
  return [[name, hasValue(preset) ? { ...told, required: false } : told]];
}

function description(
  datatype: string | null | undefined,
  option: string | null | undefined,
  maxLength: number | null | undefined,
  unit: string | null | undefined,
  limit: unknown,
): FieldDescription {
  const kind = DATATYPES[datatype ?? ''] ?? (datatype ?? '').toUpperCase().replace(/^AR_DATA_TYPE_/, '');
  const how = OPTIONS[option ?? ''] ?? (option ?? '').toUpperCase().replace(/^AR_FIELD_OPTION_/, '');
  const datatypeIs = SYNONYMS[kind] ?? kind;
  const labels = ['ENUM', ''].includes(datatypeIs) ? labelsIn(limit) : undefined;
  return {
    datatype: datatypeIs,
    required: how === 'REQUIRED',
    readOnly: how === 'SYSTEM',
    displayOnly: how === 'DISPLAY',
    // 0 is AR's word for as long as you like.
    ...(typeof maxLength === 'number' && maxLength > 0 && { maxLength }),
    unit: /char/i.test(unit ?? '') || unit === '1' ? 'characters' : 'bytes',
    ...(labels !== undefined && { labels }),
  };
}

/** AR's numbers, where a server gives these instead of words. */
const DATATYPES: Readonly<Record<string, string>> = {
  '2': 'INTEGER',
  '3': 'REAL',
  '4': 'CHAR',
  '5': 'DIARY',
  '6': 'ENUM',
  '7': 'TIME',
  '10': 'DECIMAL',
  '11': 'ATTACHMENT',
  '12': 'CURRENCY',
  '13': 'DATE',
  '14': 'TIME_OF_DAY',
};
const OPTIONS: Readonly<Record<string, string>> = {
  '1': 'REQUIRED',
  '2': 'OPTIONAL',
  '3': 'SYSTEM',
  '4': 'DISPLAY',
};
const SYNONYMS: Readonly<Record<string, string>> = {
  CHARACTER: 'CHAR',
  ENUMERATED: 'ENUM',
  SELECTION: 'ENUM',
  ATTACH: 'ATTACHMENT',
};

const hasValue = (preset: unknown): boolean => preset !== undefined && preset !== null && preset !== '';

/**
 * An enumeration's labels. Its shape within `limit` is not published: whatever list of names or of
 * `{name}` stands there under a key that speaks of enumeration or values is taken for it.
 */
function labelsIn(limit: unknown, depth = 0): readonly string[] | undefined {
  if (typeof limit !== 'object' || limit === null || depth > 3) return undefined;
  for (const [key, value] of Object.entries(limit)) {
    if (!/enum|value|list|item|regular|custom/i.test(key)) continue;
    const labels = Array.isArray(value) ? withoutHeadings(value.flatMap(labelOf)) : [];
    if (labels.length > 0) return labels;
    const deeper = Array.isArray(value) ? undefined : labelsIn(value, depth + 1);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function labelOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const { name, label, item_name: itemName } = value as Readonly<Record<string, unknown>>;
  const found = [name, label, itemName].find((one) => typeof one === 'string');
  return typeof found === 'string' ? [found] : [];
}
