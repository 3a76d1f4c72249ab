import type { Chat } from '../chat/chat.ts';
import type { AgentChoice, Decision } from '../chat/decision.ts';
import type { NewEntry } from '../chat/entry.ts';
import type { Deadline, Errand } from '../chat/errand.ts';
import type { ReportRow } from '../chat/report.ts';

/** What the store has to know of an event to record it. */
export interface Recordable {
  readonly type: string;
  readonly line?: NewEntry;
}

/**
 * The rules as the store sees them: it runs them and keeps what they say, without knowing what a
 * handoff is. Compose fills this from `src/handoff` and `jobs/plan.ts`.
 */
export interface Rules<Command, Event extends Recordable> {
  decide(command: Command, chat: Chat | undefined, facts: FactsRead): Decision<Event>;
  evolve(chat: Chat | undefined, event: Event): Chat;
  /** Errands of one event, given the chat before and after it. */
  plan(event: Event, chat: Chat): readonly Errand[];
  /** Lines of a chat that goes on with another, before all that was said since. */
  earlierLines(event: Event): readonly NewEntry[];
  /** Lines an event leaves before its own. */
  linesBefore(event: Event): readonly NewEntry[];
  /** What an event makes of an agent's own choices; none for most. */
  choiceOf(event: Event, chat: Chat): AgentChoice | undefined;
  deadlineOf(chat: Chat): Deadline | undefined;
  /** What a decision leaves for reports. */
  reportsOf(
    events: readonly Event[],
    before: Chat | undefined,
    after: Chat,
    facts: FactsRead,
  ): readonly ReportRow[];
}

/** What the store reads before it lets the rules decide. Epoch milliseconds. */
export interface FactsRead {
  readonly now: number;
  readonly lastSeq: number;
  readonly lastActivityAt: number;
  readonly lastAnswerAt: number;
  /** When an owner of this chat first wrote to the user; 0 before. */
  readonly firstAnswerAt: number;
  /** Agents' lines that the user does not have; where the chat knows of any. */
  readonly undelivered?: readonly { readonly seq: number; readonly at: number }[];
}
