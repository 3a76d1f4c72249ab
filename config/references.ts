import { readFileSync } from 'node:fs';
import type { Path } from '../src/shared/schema-issues.ts';
import { StartupError } from '../src/shared/startup-error.ts';
import type { Notice } from './mistake.ts';

/** Where a secret is meant, and alone there a reference is read. `*` is any one member, `**` whatever lies below. */
const SECRETS: readonly Path[] = [
  ['agents', '*', 'passwordHash'],
  ['oidc', 'clientSecret'],
  ['portal', 'publicKey'],
  ['metrics', 'token'],
  // A connector may call its secrets what it likes.
  ['connectors', '*', 'settings', '**'],
];

export interface Resolved {
  readonly value: unknown;
  readonly faults: readonly { readonly path: Path; readonly error: StartupError }[];
  /** Texts that look like a reference and stand where none is read. */
  readonly notices: readonly Notice[];
}

/** Settings with what their references refer to. @param file the settings file, for messages */
export function resolveReferences(settings: unknown, env: NodeJS.ProcessEnv, file: string): Resolved {
  const faults: { path: Path; error: StartupError }[] = [];
  const notices: Notice[] = [];

  function text(value: string, path: Path): string {
    if (!SECRETS.some((secret) => fits(path, secret))) {
      if (/^(?:env:[A-Za-z_]\w*|file:\/\S+)$/.test(value))
        notices.push({
          path,
          words: `is the text “${value}”: references are read only where a secret is meant`,
        });
      return value;
    }
    try {
      return resolveReference(value, env, file);
    } catch (error) {
      if (!(error instanceof StartupError)) throw error;
      faults.push({ path, error });
      return value;
    }
  }

  function walk(value: unknown, path: Path): unknown {
    if (typeof value === 'string') return text(value, path);
    if (Array.isArray(value)) return value.map((one, at) => walk(one, [...path, at]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, [...path, key])]));
  }

  return { value: walk(settings, []), faults, notices };
}

const fits = (path: Path, secret: Path): boolean =>
  (secret.at(-1) === '**' ? path.length >= secret.length : path.length === secret.length) &&
  secret.every((part, at) => part === '*' || part === '**' || part === path[at]);

/**
 * What `env:NAME` or `file:/path` refers to; any other text stays as it is.
 * @param where what holds the reference, for the message
 * @throws StartupError
 */
export function resolveReference(value: string, env: NodeJS.ProcessEnv, where: string): string {
  if (value.startsWith('env:')) return fromEnv(value.slice(4), env, where);
  if (value.startsWith('file:')) return fromFile(value.slice(5), where);
  return value;
}

function fromEnv(name: string, env: NodeJS.ProcessEnv, where: string): string {
  const value = env[name];
  if (value !== undefined && value.trim() !== '') return value;
  throw new StartupError(
    value === undefined ? `The variable ${name} is not set` : `The variable ${name} is empty`,
    `${where} refers to it as env:${name}`,
    `Set ${name}, or take the reference out.`,
  );
}

function fromFile(file: string, where: string): string {
  const value = read(file, where).trim();
  if (value !== '') return value;
  throw new StartupError(
    `The file ${file} is empty`,
    `${where} refers to it as file:${file}`,
    'Write the secret into it, or correct the reference.',
  );
}

function read(file: string, where: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new StartupError(
      `The file ${file} cannot be read`,
      `${where} refers to it as file:${file}`,
      'Create it for the account that runs this, or correct the reference.',
    );
  }
}
