/** Where ordered work happens: one lane per conversation, per ticket. */
export type Lane =
  | { readonly kind: 'conversation'; readonly chat: string }
  | { readonly kind: 'ticket'; readonly chat: string; readonly n: number; readonly connector: string };

/** One errand in the background; `seq` is filled in by the store when it names the line that caused it. */
export interface Errand {
  readonly lane: Lane;
  readonly job: string;
  readonly args: Readonly<Record<string, string | number>>;
  /** Add `seq` to the arguments: the number that the event's line gets in the log. */
  readonly withSeq?: boolean;
}

/** When a chat has to be looked at again, at the latest. */
export interface Deadline {
  readonly kind: DeadlineKind;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** `waiting`: nobody accepted. `idle`: nobody wrote. `abandoning`: the ITSM did not answer. */
export type DeadlineKind = 'waiting' | 'idle' | 'abandoning';

/** A lane's name in keys and jobs: `c.<chat>`, `t.<chat>.<n>.<connector>`. */
export function laneId(lane: Lane): string {
  return lane.kind === 'conversation' ? `c.${lane.chat}` : `t.${lane.chat}.${lane.n}.${lane.connector}`;
}

/** The lane of that name; undefined for a name that no lane has. */
export function parseLane(id: string): Lane | undefined {
  const [kind, chat, n, ...connector] = id.split('.');
  if (chat === undefined || chat === '') return undefined;
  if (kind === 'c' && n === undefined) return { kind: 'conversation', chat };
  if (kind === 't' && Number.isInteger(Number(n)) && connector.length > 0)
    return { kind: 'ticket', chat, n: Number(n), connector: connector.join('.') };
  return undefined;
}
