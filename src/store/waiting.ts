import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import type { Layout } from './layout.ts';
import { type Place, readPlaces } from './places.ts';

/** Sorted sets that together hold every waiting chat that is wanted, each chat in one of them. */
export type Cover = readonly string[];

/**
 * The sets in which a waiting chat stands: of its place, of its support queue, of its company, and of all. The first
 * layout has the one of its place alone.
 */
export function waitingSets(desk: string, layout: Layout, { queue, company }: Place): readonly string[] {
  const keys = keysOf(desk);
  const own = keys.waiting(queue, company);
  return layout === 0 ? [own] : [own, keys.waitingIn(queue), keys.waitingOf(company), keys.waitingAll];
}

/** The sets of these places alone. */
export const exactCover = (desk: string, places: readonly Place[]): Cover =>
  places.map(({ queue, company }) => keysOf(desk).waiting(queue, company));

/**
 * The fewest sets for the waiting chats of some places, so that a list costs the same with thousands of them.
 * @param wanted whether chats of a place are; those of all places are when left out
 */
export async function coverWaiting(
  redis: Redis,
  desk: string,
  layout: Layout,
  wanted?: (place: Place) => boolean,
): Promise<Cover> {
  const keys = keysOf(desk);
  if (layout > 0 && wanted === undefined) return [keys.waitingAll];
  const places = await readPlaces(redis, desk);
  const chosen = wanted === undefined ? places : places.filter(wanted);
  if (layout === 0) return exactCover(desk, chosen);
  if (chosen.length === places.length) return [keys.waitingAll];
  const by = (member: keyof Place, wide: (name: string) => string): Cover => {
    const all = Map.groupBy(places, (place) => place[member]);
    return [...Map.groupBy(chosen, (place) => place[member])].flatMap(([name, some]) =>
      some.length === all.get(name)?.length ? [wide(name)] : exactCover(desk, some),
    );
  };
  const [inQueues, ofCompanies] = [by('queue', keys.waitingIn), by('company', keys.waitingOf)];
  return inQueues.length <= ofCompanies.length ? inQueues : ofCompanies;
}

/** Leads to layout 1: makes the wider sets of the places' own. */
export async function widenWaiting(redis: Redis, desk: string): Promise<void> {
  const wider = new Map<string, string[]>();
  for (const place of await readPlaces(redis, desk)) {
    const [own = '', ...others] = waitingSets(desk, 1, place);
    for (const key of others) wider.set(key, [...(wider.get(key) ?? []), own]);
  }
  for (const [key, sets] of wider) await redis.zunionstore(key, sets.length, ...sets, 'AGGREGATE', 'MIN');
}
