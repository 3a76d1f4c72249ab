/**
 * How a line of the log is told to the user: in the settings' words, in his language. `names` are what the
 * words speak of; numbers read as the language has them, `minutes` as a length of time.
 */
export interface Told {
  readonly line: ToldLine;
  readonly names?: Readonly<Record<string, string | number>>;
}

/** Lines that what happens to a chat is told by. Their words are in the settings, under the same names. */
export type ToldLine =
  | 'requested'
  | 'accepted'
  | 'released'
  | 'offered'
  | 'transferred'
  | 'overflowed'
  | 'notTaken'
  | 'agentGone'
  | 'agentRemoved'
  | 'answerMissed'
  | 'joined'
  | 'left'
  | 'outage'
  | 'idleWarning'
  | 'idle'
  | 'waitedTooLong'
  | 'ended'
  | 'abandoned'
  | 'forceClosed'
  | 'cancelled'
  | 'ticketLeft';
