import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { StartupError } from './startup-error.ts';

/**
 * Adds what the file `.env` says to the variables of a process; a variable that is set already stays, also an empty one.
 * No such file is no mistake.
 * @throws StartupError that names the line
 */
export function loadEnvFile(env: NodeJS.ProcessEnv, path = '.env'): void {
  const text = read(path);
  if (text === undefined) return;
  const fault = faultOf(text);
  if (fault !== undefined)
    throw new StartupError(
      `Line ${fault.line} of ${path} is not valid`,
      fault.why,
      'Correct that line. Each is NAME=value, a comment after "#", or empty; .env.example shows them.',
    );
  // Of an old Mac's line ends Node knows nothing.
  const lines = text.replace(/\r\n?/g, '\n');
  for (const [name, value] of Object.entries(parseEnv(lines))) env[name] ??= value;
}

function read(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    const noText = code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    throw new StartupError(
      `The file ${path} cannot be read`,
      noText ? 'it is no text in UTF-8' : (error as Error).message,
      noText
        ? 'Save it as UTF-8.'
        : 'Make it a file that this account may read, or take it away and set the variables themselves.',
    );
  }
}

const ASSIGNMENT = /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=(.*)$/;

/** Node leaves out what it cannot read, and takes the rest of a line after "#" away: both would go unnoticed. */
function faultOf(text: string): { readonly line: number; readonly why: string } | undefined {
  const lines = text.split(/\r\n|\r|\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (/^\s*(?:#|$)/.test(line)) continue;
    const given = ASSIGNMENT.exec(line)?.[1];
    // What stands there may be a secret, so no message shows it.
    if (given === undefined) return { line: at + 1, why: 'it is no NAME=value' };
    const value = given.trimStart();
    const quote = /^["'`]/.exec(value)?.[0];
    if (quote === undefined) {
      if (/(?:^|\S)#/.test(given))
        return {
          line: at + 1,
          why: 'what follows "#" would be taken for a comment; put the value into quotation marks',
        };
      continue;
    }
    const begun = at;
    let rest = value.slice(1);
    while (!rest.includes(quote)) {
      at += 1;
      if (at >= lines.length) return { line: begun + 1, why: `the quotation mark ${quote} is never closed` };
      rest = lines[at] ?? '';
    }
    const after = rest.slice(rest.indexOf(quote) + 1);
    if (!/^\s*(?:#.*)?$/.test(after))
      return { line: at + 1, why: `something follows the closing quotation mark ${quote}` };
  }
  return undefined;
}
