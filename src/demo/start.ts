// What `npm start` runs: the whole demo in a child of its own, kept running.
import { randomBytes } from 'node:crypto';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadEnvFile } from '../shared/env-file.ts';
import { CANNOT_START } from '../shared/life.ts';
import { StartupError } from '../shared/startup-error.ts';
import { keepRunning } from './keep-running.ts';

try {
  loadEnvFile(process.env);
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  process.stderr.write(`\n${error.message}.\n  Why: ${error.why}.\n  Fix: ${error.fix}\n`);
  process.exit(1);
}

const cli = fileURLToPath(new URL(`../cli${extname(import.meta.url)}`, import.meta.url));
const kept = keepRunning({
  command: process.execPath,
  args: [...process.execArgv, cli, 'demo'],
  // The accounts keep the password that has been printed.
  env: { ...process.env, DEMO_PASSWORD: process.env.DEMO_PASSWORD || randomBytes(9).toString('base64url') },
  cannotStart: CANNOT_START,
  print: (words) => void process.stderr.write(`${words}\n`),
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => kept.stop());
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
process.exitCode = await kept.ended.catch((error: Error) => {
  process.stderr.write(`Deskbridge cannot be started: ${error.message}\n`);
  return 1;
});
