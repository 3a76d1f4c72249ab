import type { Chat } from './state.ts';
import { duration } from './time.ts';

/** How a waiting chat stands to its target. */
export interface Target {
  readonly state: 'good' | 'warned' | 'breached';
  /** `due in 4 min`, `overdue by 2 min`. */
  readonly words: string;
}

/** A chat that waits and has a target; undefined for any other. `now`: epoch milliseconds. */
export function slaOf({ status, slaAt, slaWarnAt, sla }: Chat, now: number): Target | undefined {
  if (slaAt === undefined || status === 'assigned' || status === 'closed') return undefined;
  const left = Date.parse(slaAt) - now;
  if (left <= 0) return { state: 'breached', words: `overdue by ${duration(-left / 1000)}` };
  const warned = sla !== undefined || (slaWarnAt !== undefined && Date.parse(slaWarnAt) <= now);
  return { state: warned ? 'warned' : 'good', words: `due in ${duration(left / 1000)}` };
}
