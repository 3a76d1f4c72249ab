import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';

/** Where chats wait: a support queue, for the users of one company. */
export interface Place {
  readonly queue: string;
  readonly company: string;
}

/** As it stands in the set of places that have chats. */
export const placeText = ({ queue, company }: Place): string => JSON.stringify([queue, company]);

/** Every place in which a chat waits now. Their number grows with queues and companies, not with chats. */
export async function readPlaces(redis: Redis, desk: string): Promise<readonly Place[]> {
  return (await redis.smembers(keysOf(desk).places)).map(placeIn);
}

const MOST_KNOWN = 10_000;
/** They are the same again and again, and lists ask for all of them. */
const known = new Map<string, Place>();

function placeIn(member: string): Place {
  const before = known.get(member);
  if (before !== undefined) return before;
  const [queue = '', company = ''] = JSON.parse(member) as string[];
  const place = { queue, company };
  if (known.size < MOST_KNOWN) known.set(member, place);
  return place;
}
