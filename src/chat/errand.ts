/** Where ordered work happens: one lane per conversation, per ticket, and one for assigning. */
export type Lane =
  | { readonly kind: 'desk' }
  | { readonly kind: 'conversation'; readonly chat: string }
  | { readonly kind: 'ticket'; readonly chat: string; readonly n: number; readonly connector: string };

/** One errand in the background; `seq` is filled in by the store when it names the line that caused it. */
export interface Errand {
  readonly lane: Lane;
  readonly job: string;
  readonly args: Readonly<Record<string, string | number>>;
  /** One that waits behind another of its kind would find nothing left to do: it is left out. */
  readonly collapse?: true;
  /** Add `seq` to the arguments: the number that the event's line gets in the log. */
  readonly withSeq?: boolean;
}

/** When a chat has to be looked at again, at the latest. */
export interface Deadline {
  readonly kind: DeadlineKind;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * `waiting`: nobody accepted. `overflow`: nobody of its queue did, so another queue has it. `sla-warning`,
 * `sla-breach`: nobody did, as its target has it. `transfer`: the agent it was offered to did not.
 * `answer-warning`, `answer`: its owner has not written yet. `idle-warning`, `idle`: nobody wrote.
 * `abandoning`: the ITSM did not answer. `undelivered`: a line did not reach the user.
 */
export type DeadlineKind =
  | 'waiting'
  | 'overflow'
  | 'sla-warning'
  | 'sla-breach'
  | 'transfer'
  | 'answer-warning'
  | 'answer'
  | 'idle-warning'
  | 'idle'
  | 'undelivered'
  | 'abandoning';

/** Tickets count from 1: in this lane of a chat an ITSM is asked about tickets of earlier chats. */
export const EARLIER_LANE = 0;

/** A lane's name in keys and jobs: `c.<chat>`, `t.<chat>.<n>.<connector>`, `desk`. */
export function laneId(lane: Lane): string {
  if (lane.kind === 'desk') return 'desk';
  return lane.kind === 'conversation' ? `c.${lane.chat}` : `t.${lane.chat}.${lane.n}.${lane.connector}`;
}

/** The lane of that name; undefined for a name that no lane has. */
export function parseLane(id: string): Lane | undefined {
  if (id === 'desk') return { kind: 'desk' };
  const [kind, chat, n, ...connector] = id.split('.');
  if (chat === undefined || chat === '') return undefined;
  if (kind === 'c' && n === undefined) return { kind: 'conversation', chat };
  if (kind === 't' && Number.isInteger(Number(n)) && connector.length > 0)
    return { kind: 'ticket', chat, n: Number(n), connector: connector.join('.') };
  return undefined;
}
