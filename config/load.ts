import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { StartupError } from '../src/shared/startup-error.ts';
import { Settings, type SettingsSource } from './schema.ts';

/**
 * The settings of a file. Values `env:NAME` and `file:/path` are references: the secret itself never stands in the file.
 * @throws StartupError that names the member and what is wrong with it
 */
export function loadSettings(path: string, env: NodeJS.ProcessEnv): Settings {
  const raw = resolve(read(path), env, path);
  const parsed = Settings.safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StartupError(
    `The settings in ${path} are not valid`,
    `${issue?.path.join('.') || 'the file'}: ${issue?.message}`,
    'Correct that member; config/deskbridge.yaml describes each one.',
  );
}

/** Settings that stay as they were loaded. */
export function fixedSettings(settings: Settings): SettingsSource {
  const current = Object.freeze({ ...settings, version: 1 });
  return { current: () => current };
}

function read(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof YAMLParseError)
      throw new StartupError(
        `${path} is not valid YAML`,
        error.message.split('\n')[0] ?? '',
        'Correct the file.',
      );
    throw new StartupError(
      `The settings file ${path} cannot be read`,
      error instanceof Error ? error.message : String(error),
      'Set DESKBRIDGE_CONFIG to a file that this account may read.',
    );
  }
}

function resolve(value: unknown, env: NodeJS.ProcessEnv, path: string): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, env, path));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, env, path)]));
  return typeof value === 'string' ? resolveReference(value, env, path) : value;
}

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

function fromEnv(name: string, env: NodeJS.ProcessEnv, path: string): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new StartupError(
    `The variable ${name} is not set`,
    `${path} refers to it as env:${name}`,
    `Set ${name}, or take the reference out of the file.`,
  );
}

function fromFile(file: string, path: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new StartupError(
      `The file ${file} cannot be read`,
      `${path} refers to it as file:${file}`,
      'Create it for the account that runs this, or correct the reference.',
    );
  }
}
