import type { Ticket } from '../connector/connector.ts';
import type { TypeMapping } from '../connector/mapping.ts';

/** A ticket as it is remembered between our writes: what a stranger's change is told by, none of its texts. */
export interface SeenTicket extends Ticket {
  /** A write of ours before which it was untouched, and of which the ITSM has not told yet what it did. */
  readonly writing?: string;
  /** The ITSM has taken that write. */
  readonly written?: true;
  /** Somebody else has taken it in hand: from then on no change is taken for ours. */
  readonly foreign?: true;
}

/**
 * What somebody else has done to a ticket since it was last seen, as the end of a sentence; undefined where it is
 * as our own writes left it. Moves among the statuses that the mapping calls active, and what the ITSM says to
 * have come of our account or of its own rules, are nobody's.
 */
export function touched(
  now: Ticket,
  last: SeenTicket,
  { active = [] }: Partial<TypeMapping>,
): string | undefined {
  if (!last.foreign && (now.changedBy === 'us' || now.changedBy === 'rule')) return undefined;
  const moved = now.status !== last.status;
  if (moved && !(active.includes(now.status) && active.includes(last.status)))
    return `somebody has set it to ${now.status} meanwhile.`;
  if (now.group !== last.group) return `it was handed to ${now.group ?? 'no group'} meanwhile.`;
  if (now.assignee !== last.assignee) return `it was assigned to ${now.assignee ?? 'nobody'} meanwhile.`;
  return undefined;
}

/** What is remembered of a ticket. */
export function remembered(ticket: Ticket, { groupField }: Partial<TypeMapping>): SeenTicket {
  const { changedBy: _by, ...rest } = ticket;
  const group = groupField === undefined ? undefined : ticket.fields[groupField];
  return {
    ...rest,
    fields: groupField === undefined || group === undefined ? {} : { [groupField]: group },
  };
}
