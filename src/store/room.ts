import type { Redis } from 'ioredis';

/** From this share of Redis's maxmemory on nothing new is begun: the rest is for what is open, and for draining it. */
const FULL_FROM = 0.75;
const LOOK_EVERY_MS = 1_000;

/** Tells whether Redis has room for new chats; looks once a second at most. A Redis without maxmemory always has. */
export function createRoom(redis: Redis): () => Promise<boolean> {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let hasRoom: Promise<boolean> = Promise.resolve(true);
  return () => {
    const now = performance.now();
    if (now - lookedAt >= LOOK_EVERY_MS) {
      lookedAt = now;
      hasRoom = redis.info('memory').then(leavesRoom);
      hasRoom.catch(() => {
        lookedAt = Number.NEGATIVE_INFINITY;
      });
    }
    return hasRoom;
  };
}

function leavesRoom(info: string): boolean {
  const field = (name: string) => Number(info.match(new RegExp(`^${name}:(\\d+)`, 'm'))?.[1] ?? 0);
  const most = field('maxmemory');
  // Buffers that Redis itself does not count against maxmemory.
  const used = field('used_memory') - field('mem_not_counted_for_evict');
  return most === 0 || used < most * FULL_FROM;
}
