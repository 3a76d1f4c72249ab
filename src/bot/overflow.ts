import type { Settings } from '../../config/schema.ts';
import { GENERAL } from '../chat/chat.ts';
import type { Overflow } from '../handoff/commands.ts';
import { fill } from '../shared/fill.ts';

/** The admin's rows as the rules take them; a queue that does not exist is GENERAL. */
export const overflowRows = ({
  queueRules,
  queues,
  texts,
}: Pick<Settings, 'queueRules' | 'queues' | 'texts'>): readonly Overflow[] =>
  queueRules.map(({ queue, overflowTo: wanted, afterMinutes }) => {
    const overflowTo = queues.includes(wanted) ? wanted : GENERAL;
    const told = fill(texts.overflowed, { queue, overflowTo });
    return { queue, overflowTo, afterMs: afterMinutes * 60_000, told };
  });
