import type { Command } from '../handoff/commands.ts';
import type { PeoplePorts } from '../people/ports.ts';
import type { ChainedRow, Executed, Once } from '../store/store.ts';
import type { CheckReport } from './checks.ts';

/** What the office needs of the house. */
export interface OfficePorts extends PeoplePorts {
  readonly execute: (chat: string, command: Command, once?: Once) => Promise<Executed>;
  /** What the last check of each ITSM found. */
  readonly checks: () => readonly CheckReport[];
  /** Rows of the audit after an id, oldest first. */
  readonly readAudit: (after: string, limit: number) => Promise<readonly ChainedRow[]>;
}
