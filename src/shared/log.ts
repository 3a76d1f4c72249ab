import { type Logger, pino } from 'pino';

export type Log = Logger;

// By name: whatever object is logged, these never reach the output.
const SECRETS = ['password', 'token', 'secret', 'authorization', 'MicrosoftAppPassword'];

/** The process's logger: one JSON line an event, secrets removed by name at any of two depths. */
export function createLog(level: string, destination: NodeJS.WritableStream = process.stderr): Log {
  return pino(
    {
      level,
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    },
    destination,
  );
}
