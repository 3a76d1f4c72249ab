import type { Limit } from '../chat/cut.ts';
import type { Ending } from '../chat/ending.ts';
import type { Visibility } from '../chat/entry.ts';

/**
 * How a chat becomes a ticket: field names and values are data, never code. Values are Liquid
 * templates over the chat (`{{ user.name }}`, `{{ transcript }}`); see `src/sync/render.ts` for what they see.
 */
export interface TypeMapping {
  /** ITSM field -> template, for a ticket that is opened. */
  readonly open: Readonly<Record<string, string>>;
  /** Longest value a field takes; longer text is cut at a grapheme with a mark. */
  readonly limits: Readonly<Record<string, FieldLimit>>;
  /** What the ticket is set to when the chat ends so; an ending not listed leaves the status alone. */
  readonly endings: { readonly [E in Ending]?: EndingMapping };
  /** The entry that the chat leaves in its ticket at the end; what is left out is as the house has it. */
  readonly workInfo?: Partial<WorkInfoMapping>;
  /**
   * The field that names the group which has the ticket in hand; an end hands the ticket over with it. What
   * else belongs to a group, e.g. its company, a connector that looks groups up writes by itself.
   */
  readonly groupField?: string;
  /** Which persons' agents may touch tickets of this type: one right of each list is enough, and without a list nobody needs one. */
  readonly rights?: TicketRights;
  /** Statuses among which the ITSM moves a ticket by itself: such a move does not show that anybody has taken it in hand. */
  readonly active?: readonly string[];
  /** How a resolved ticket is taken back when its user returns; without it none is. */
  readonly reopen?: ReopenMapping;
  /** Statuses that say the ticket is finished already: an ending never overwrites them, and no entry is public there. */
  readonly finished: readonly string[];
}

/**
 * A number counts bytes of UTF-8: what keeps to them keeps to as many characters too, so it is safe
 * wherever nobody knows what the ITSM's database counts.
 */
export type FieldLimit = number | { readonly characters: number };

export const limitOf = (limit: FieldLimit): Limit => (typeof limit === 'number' ? { bytes: limit } : limit);

/** Rights as the ITSM names them. */
export interface TicketRights {
  readonly create?: readonly string[];
  readonly change?: readonly string[];
}

export interface EndingMapping {
  readonly status: string;
  /** Empty where none belongs: it is sent all the same, or a stale reason would stay. */
  readonly statusReason: string;
  readonly fields?: Readonly<Record<string, string>>;
}

export interface ReopenMapping extends EndingMapping {
  /** So long after its chat has ended a resolved ticket is taken back: less than the ITSM waits before it closes it. */
  readonly days: number;
}

export interface WorkInfoMapping {
  /** Templates. */
  readonly summary: string;
  readonly text: string;
  readonly visibility: Visibility;
  /** The ITSM's own type of such an entry; the connector's choice where it is left out. */
  readonly type?: string;
}

/** Ticket type -> its mapping. */
export type Mapping = Readonly<Record<string, TypeMapping>>;
