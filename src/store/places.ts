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
  const members = await redis.smembers(keysOf(desk).places);
  return members.map((member) => {
    const [queue = '', company = ''] = JSON.parse(member) as string[];
    return { queue, company };
  });
}
