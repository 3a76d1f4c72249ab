import { z } from 'zod';

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

const attachment = z.object({ name: z.string(), sizeBytes: z.number() });

function textValues(all: Readonly<Record<string, unknown>>): EntryValues {
  const texts = Object.entries(all).flatMap(([name, value]): (readonly [string, string])[] => {
    if (value === null || typeof value !== 'object') return [[name, String(value ?? '')]];
    const file = attachment.safeParse(value).data;
    return file === undefined ? [] : [[name, file.name]];
  });
  return Object.fromEntries(texts);
}
