import type { Log } from '../shared/log.ts';
import type { Executed, Once } from './execute.ts';

/**
 * Carries out what the house has found out by itself. A refusal means that it is so already, or that the chat is gone.
 * Under a key it is carried out once, however often a crash repeats the work that found it.
 * Rejects where the chat changes too quickly: it has to be tried again.
 */
export const createReporter =
  <Command extends { readonly type: string }>(
    execute: (chat: string, command: Command, once?: Once) => Promise<Executed>,
    log: Pick<Log, 'warn'>,
  ) =>
  async (chat: string, command: Command, key?: string): Promise<void> => {
    const once =
      key === undefined ? undefined : { key: JSON.stringify(['report', key]), fingerprint: command.type };
    const executed = await execute(chat, command, once);
    if (executed.kind !== 'refused') return;
    if (executed.refusal.code === 'conflict') throw new Error(`chat ${chat} is changing too quickly`);
    log.warn({ chat, command: command.type, code: executed.refusal.code }, 'a report was refused');
  };
