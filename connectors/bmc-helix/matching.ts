import type { z } from 'zod';
import type { Reply } from './client.ts';
import type { Qualification } from './qualification.ts';
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

/** The first rows that meet the condition, as items. */
export async function matching<T>(
  { client }: Desk,
  { item, form, ...options }: Search<T>,
  q: Qualification,
): Promise<Reply<readonly T[]>> {
  const rows = await client.query(form, q, { ...options, limit: MOST });
  if (rows.kind !== 'done') return rows;
  const items = rows.value.slice(0, MOST).flatMap((row) => {
    const parsed = item.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
  return { kind: 'done', value: items };
}

export const nothing: { readonly kind: 'done'; readonly value: readonly [] } = { kind: 'done', value: [] };
