import type { Ending } from '../chat/ending.ts';

/**
 * How a chat becomes a ticket: field names and values are data, never code. Values are Liquid
 * templates over the chat (`{{ user.name }}`, `{{ transcript }}`); see `src/sync/render.ts` for what they see.
 */
export interface TypeMapping {
  /** ITSM field -> template, for a ticket that is opened. */
  readonly open: Readonly<Record<string, string>>;
  /** Longest value a field takes, in characters; longer text is cut at a grapheme with a mark. */
  readonly limits: Readonly<Record<string, number>>;
  /** What the ticket is set to when the chat ends so; an ending not listed leaves the status alone. */
  readonly endings: { readonly [E in Ending]?: EndingMapping };
  /** Statuses that say the ticket is finished already: an ending never overwrites them. */
  readonly finished: readonly string[];
}

export interface EndingMapping {
  readonly status: string;
  /** Empty where none belongs: it is sent all the same, or a stale reason would stay. */
  readonly statusReason: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** Ticket type -> its mapping. */
export type Mapping = Readonly<Record<string, TypeMapping>>;
