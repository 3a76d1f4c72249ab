import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

const read = (name: string): string => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');
const shared = read('shared');

const load = (name: string) => {
  const text = `${shared}\n${read(name)}`;
  return { text, sha: createHash('sha1').update(text).digest('hex') };
};

const scripts = {
  commit: load('commit'),
  append: load('append'),
  ingest: load('ingest'),
  'finish-turn': load('finish-turn'),
  'hold-turn': load('hold-turn'),
  'take-turn': load('take-turn'),
  withdraw: load('withdraw'),
  take: load('take'),
  advance: load('advance'),
  hold: load('hold'),
  wake: load('wake'),
  presence: load('presence'),
  attend: load('attend'),
  'mark-away': load('mark-away'),
  pulse: load('pulse'),
  layout: load('layout'),
  'raise-layout': load('raise-layout'),
  'leave-layout': load('leave-layout'),
  intend: load('intend'),
  'mark-sent': load('mark-sent'),
  'keep-ref': load('keep-ref'),
  'settle-write': load('settle-write'),
  'seal-audit': load('seal-audit'),
  'trim-audit': load('trim-audit'),
  'mend-lane': load('mend-lane'),
  breaker: load('breaker'),
  'forget-deadline': load('forget-deadline'),
  'set-deadline': load('set-deadline'),
  'late-sweeps': load('late-sweeps'),
  settling: load('settling'),
  'keep-file': load('keep-file'),
  'add-report': load('add-report'),
  'keep-canned-text': load('keep-canned-text'),
  'keep-account': load('keep-account'),
  'claim-name': load('claim-name'),
  pack: load('pack'),
  unpack: load('unpack'),
};

/** Runs one of the store's scripts: by its digest, and with its text where Redis does not know it yet. */
export async function run<T>(
  redis: Redis,
  name: keyof typeof scripts,
  keys: readonly string[],
  args: readonly (string | number | Buffer)[],
): Promise<T> {
  const { sha, text } = scripts[name];
  try {
    return (await redis.evalsha(sha, keys.length, ...keys, ...args)) as T;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return (await redis.eval(text, keys.length, ...keys, ...args)) as T;
  }
}
