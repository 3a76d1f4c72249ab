import { z } from 'zod';
import { withoutHeadings } from './headings.ts';

const values = z.record(z.string(), z.unknown());

const entry = z.object({ values }).transform(({ values: all }) => textValues(all));

/** One record: field name -> text. Empty fields are '', an attachment is its file's name, histories are left out. */
export type EntryValues = Readonly<Record<string, string>>;

export const oneEntry = entry;
export const manyEntries = z.object({ entries: z.array(entry) }).transform(({ entries }) => entries);

const message = z.object({
  messageType: z.string().default('ERROR'),
  messageText: z.string().nullish(),
  messageNumber: z.coerce.number().nullish(),
  messageAppendedText: z.string().nullish(),
});

/** One message of the server, in our words. */
export interface ServerMessage {
  readonly serious: boolean;
  readonly number: number;
  /** Text and appended text; the reason for people nearly always stands in the latter. */
  readonly text: string;
}

/** The error array; some servers send a single object instead. */
export const messages = z
  .union([z.array(message).min(1), message.transform((one) => [one])])
  .transform((all) =>
    all.map(
      (one): ServerMessage => ({
        serious: !['OK', 'NOTE', 'WARNING'].includes(one.messageType.toUpperCase()),
        number: one.messageNumber ?? 0,
        text: [one.messageText, one.messageAppendedText].filter(Boolean).join(': '),
      }),
    ),
  );

/** What OPTIONS tells of a form. Its shape is not public, so everything beyond the names is optional. */
export const formDescription = z
  .object({
    fields: z.array(
      z.object({
        name: z.string(),
        datatype: z.string().optional(),
        option: z.string().optional(),
        limits: z
          .object({
            maxLength: z.number().optional(),
            enumValues: z.array(z.object({ name: z.string() })).optional(),
          })
          .optional(),
      }),
    ),
  })
  .transform(
    ({ fields }): FormDescription =>
      new Map(
        fields.map(({ name, datatype, option, limits }) => [
          name,
          {
            datatype: datatype ?? '',
            required: option === 'REQUIRED',
            readOnly: option === 'SYSTEM',
            ...(limits?.maxLength === undefined ? {} : { maxLength: limits.maxLength }),
            ...(limits?.enumValues === undefined
              ? {}
              : { labels: withoutHeadings(limits.enumValues.map((each) => each.name)) }),
          },
        ]),
      ),
  );

export interface FieldDescription {
  /** AR's own word, empty where the server does not tell. */
  readonly datatype: string;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly maxLength?: number;
  readonly labels?: readonly string[];
}

export type FormDescription = ReadonlyMap<string, FieldDescription>;

const attachment = z.object({ name: z.string(), sizeBytes: z.number() });

function textValues(all: Readonly<Record<string, unknown>>): EntryValues {
  const texts = Object.entries(all).flatMap(([name, value]): (readonly [string, string])[] => {
    if (value === null || typeof value !== 'object') return [[name, String(value ?? '')]];
    const file = attachment.safeParse(value).data;
    return file === undefined ? [] : [[name, file.name]];
  });
  return Object.fromEntries(texts);
}
