import { hostname } from 'node:os';
import { pid, stderr } from 'node:process';
import { format } from 'node:util';
import { type Logger, pino } from 'pino';
import { loggable, type Mask } from './loggable.ts';

export type Log = Logger;

/**
 * The process's logger: one JSON line an event, its level in words. Errors are their name, words and stack; what is
 * secret by its name is removed, and every text goes through the mask.
 * @param mask what is secret in a text, by the look of it
 * @param process what this process is, on every line: server, worker
 */
export function createLog(
  level: string,
  destination: NodeJS.WritableStream = stderr,
  mask: Mask = (text) => text,
  process?: string,
): Log {
  return pino(
    {
      level,
      base: { pid, hostname: hostname(), ...(process !== undefined && { process }) },
      // Errors are made plain with all the rest; pino's own way would hang their members on the line.
      serializers: { err: (error: unknown) => error },
      formatters: {
        level: (word) => ({ level: word }),
        log: (members) => loggable(members, mask) as Record<string, unknown>,
      },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args as unknown[];
          if (typeof first === 'string') return method.call(this, mask(format(first, ...rest)));
          const members = first instanceof Error ? { err: first } : { ...(first as object | null) };
          const words = rest.length === 0 ? wordsOf(members) : format(...rest);
          return words === undefined ? method.call(this, members) : method.call(this, members, mask(words));
        },
      },
    },
    destination,
  );
}

/** Where nobody says what happened, the error does. */
const wordsOf = ({ err }: { readonly err?: unknown }): string | undefined =>
  err instanceof Error ? err.message : undefined;
