/** Something asked of the server. What was there before stays while it is asked for again. */
export interface Fetched<T> {
  readonly loading: boolean;
  readonly value?: T;
  /** Why the last try failed: a sentence. */
  readonly error?: string;
}

export const notFetched: Fetched<never> = { loading: false };

/** News of a fetch: it has begun, has brought something, or has failed. */
export type Fetching<T> = 'begun' | { readonly value: T } | { readonly error: string };

export function fetched<T>(before: Fetched<T> = notFetched, news: Fetching<T>): Fetched<T> {
  const held = before.value === undefined ? {} : { value: before.value };
  if (news === 'begun') return { ...held, loading: true };
  return 'value' in news
    ? { loading: false, value: news.value }
    : { ...held, loading: false, error: news.error };
}
