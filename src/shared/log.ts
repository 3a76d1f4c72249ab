import { type Logger, pino } from 'pino';

export type Log = Logger;

// By name: whatever object is logged, these never reach the output.
const SECRETS = ['password', 'token', 'secret', 'authorization', 'MicrosoftAppPassword'];

// What libraries hang on their errors (requests, commands, answers) holds tokens and what people wrote.
const errorOnly = (error: unknown) => {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name: type, message, stack } = error;
  return { type, message, code: (error as NodeJS.ErrnoException).code, stack };
};

/** The process's logger: one JSON line an event, secrets removed by name at any of two depths, errors as their name, words and stack. */
export function createLog(level: string, destination: NodeJS.WritableStream = process.stderr): Log {
  return pino(
    {
      level,
      serializers: { err: errorOnly },
      redact: {
        paths: SECRETS.flatMap((name) => [name, `*.${name}`]),
        censor: '[redacted]',
      },
    },
    destination,
  );
}
