import { createHmac } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Expected } from '../fixtures/layouts/expected.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/layouts', import.meta.url));

/** Every fixture of a layout, as `<layout>/<commit>`. */
export const LAYOUTS: readonly string[] = readdirSync(FOLDER, { withFileTypes: true })
  .filter((layout) => layout.isDirectory())
  .flatMap((layout) => readdirSync(join(FOLDER, layout.name)).map((commit) => `${layout.name}/${commit}`));

export interface LoadedLayout {
  /** A copy that a start may write to. */
  readonly dataDir: string;
  readonly expected: Expected;
  /** A user's token as it would be had it been issued as long before now as it was before the cut. */
  renewed(token: string): string;
}

/**
 * A copy of a fixture, as if the power had been cut this moment. All its times move by as much as has passed since:
 * otherwise a chat that waited then would have waited for years, and tokens and keys would have expired.
 * @param channelUrl where the channel is found now
 */
export function loadLayout(name: string, channelUrl: string): LoadedLayout {
  const fixture = join(FOLDER, name);
  const expected = JSON.parse(readFileSync(join(fixture, 'expected.json'), 'utf8')) as Expected;
  const cutAt = Date.parse(expected.cutAt);
  const laterBy = Date.now() - cutAt;
  const dataDir = mkdtempSync(join(tmpdir(), 'db-layout-'));
  cpSync(join(fixture, 'data'), dataDir, { recursive: true });
  let tokenKey = Buffer.alloc(0);
  const log = join(dataDir, 'redis/appendonlydir');
  for (const file of readdirSync(log).filter((one) => one.endsWith('.aof'))) {
    const commands = commandsOf(readFileSync(join(log, file)).toString('latin1'));
    const moved = commands.map((command) => {
      const [verb = '', key = '', value = ''] = command;
      if (verb === 'SET' && key.endsWith('token-key')) tokenKey = Buffer.from(value, 'base64url');
      // Its rows are chained by hashes over their times.
      if (key.includes(':audit')) return command;
      return command
        .map((word) => moveTimes(word, cutAt, laterBy).replaceAll(expected.channelUrl, channelUrl))
        .map((word) => (key.endsWith(':delayed') ? moveDelay(word, cutAt, laterBy) : word));
    });
    writeFileSync(join(log, file), Buffer.from(moved.map(written).join(''), 'latin1'));
  }
  return { dataDir, expected, renewed: (token) => moveToken(token, tokenKey, laterBy) };
}

/** The commands of a Redis log, each word as latin1. */
function commandsOf(log: string): readonly (readonly string[])[] {
  const commands: string[][] = [];
  let at = 0;
  const number = (sign: string): number => {
    if (log[at] !== sign) throw new Error(`no Redis log: ${JSON.stringify(log.slice(at, at + 20))} at ${at}`);
    const end = log.indexOf('\r\n', at);
    const found = Number(log.slice(at + 1, end));
    at = end + 2;
    return found;
  };
  while (at < log.length) {
    const words = Array.from({ length: number('*') }, () => {
      const length = number('$');
      const word = log.slice(at, at + length);
      at += length + 2;
      return word;
    });
    commands.push(words);
  }
  return commands;
}

const written = (command: readonly string[]): string =>
  [`*${command.length}`, ...command.flatMap((word) => [`$${word.length}`, word]), ''].join('\r\n');

const DAY_MS = 86_400_000;
const isTime = (ms: number, cutAt: number): boolean => ms > cutAt - DAY_MS && ms < cutAt + 100 * DAY_MS;

/** Epoch milliseconds and ISO times, wherever they stand alone. */
const moveTimes = (word: string, cutAt: number, laterBy: number): string =>
  word
    .replace(/(?<![\w.])\d{13}(?!\w)/g, (text) =>
      isTime(Number(text), cutAt) ? String(Number(text) + laterBy) : text,
    )
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (text) =>
      isTime(Date.parse(text), cutAt) ? new Date(Date.parse(text) + laterBy).toISOString() : text,
    );

/** BullMQ puts a number below a thousandth of a second behind the time of a delayed job. */
const PER_MS = 4_096;
const moveDelay = (word: string, cutAt: number, laterBy: number): string =>
  /^\d{16}$/.test(word) && isTime(Number(word) / PER_MS, cutAt)
    ? String(Number(word) + laterBy * PER_MS)
    : word;

function moveToken(token: string, key: Buffer, laterBy: number): string {
  const [head = '', body = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  const seconds = Math.floor(laterBy / 1000);
  for (const name of ['iat', 'exp', 'since']) claims[name] += seconds;
  const signed = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}
