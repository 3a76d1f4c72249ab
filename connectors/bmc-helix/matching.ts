import type { z } from 'zod';
import type { Reply } from './client.ts';
import { isUnknownField } from './numbers.ts';
import type { Qualification } from './qualification.ts';
import type { EntryValues } from './schema.ts';
import type { Desk } from './tickets.ts';

/** Most items of one look-up. */
export const MOST = 50;

/** What a look-up searches, and how a row becomes an item. */
export interface Search<T> {
  readonly form: string;
  readonly fields?: readonly string[];
  readonly sort?: string;
  /** Reads a row as field name -> text; a row it does not take is left out. */
  readonly item: z.ZodType<T>;
}

/**
 * The first rows that meet the condition, as items. A field that this site's form has not got is left
 * out, as long as rows can be read without it.
 */
export async function matching<T>(
  { client }: Desk,
  { item, form, fields, sort }: Search<T>,
  q: Qualification,
): Promise<Reply<readonly T[]>> {
  let [asked, order] = [fields, sort];
  let refused: Reply<readonly EntryValues[]> | undefined;
  for (;;) {
    const options = { ...(asked && { fields: asked }), ...(order && { sort: order }), limit: MOST };
    const rows = await client.query(form, q, options);
    if (rows.kind === 'done') {
      const found = rows.value.slice(0, MOST);
      const items = found.flatMap((row) => {
        const parsed = item.safeParse(row);
        return parsed.success ? [parsed.data] : [];
      });
      // Not one row can be read without what was left out.
      if (refused !== undefined && refused.kind !== 'done' && found.length > 0 && items.length === 0)
        return refused;
      return { kind: 'done', value: items };
    }
    const unknown = rows.kind === 'refused' && isUnknownField(rows.messageNumber) ? rows.field : undefined;
    if (unknown === undefined) return rows;
    const left = asked?.filter((name) => name !== unknown);
    const sorts = order?.replace(/\.(?:asc|desc)$/, '') === unknown;
    if (left?.length === asked?.length && !sorts) return rows;
    refused = rows;
    asked = left;
    if (sorts) order = undefined;
  }
}

/**
 * Asks in one way after the other, the strictest first, until one has no field that this site's form lacks.
 * The last is asked whatever it names.
 */
export async function firstKnown<T>(
  ways: readonly Qualification[],
  ask: (q: Qualification) => Promise<Reply<T>>,
): Promise<Reply<T>> {
  const [first, ...others] = ways;
  if (first === undefined) throw new RangeError('nothing to ask');
  const reply = await ask(first);
  const unknown = reply.kind === 'refused' && isUnknownField(reply.messageNumber);
  return unknown && others.length > 0 ? firstKnown(others, ask) : reply;
}

export const nothing: { readonly kind: 'done'; readonly value: readonly [] } = { kind: 'done', value: [] };
