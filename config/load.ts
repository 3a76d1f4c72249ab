import { readFileSync } from 'node:fs';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Mistake, mistakesBy } from '../src/shared/schema-issues.ts';
import { StartupError } from '../src/shared/startup-error.ts';
import { crossChecks } from './cross-checks.ts';
import { MappingOverride } from './mapping-schema.ts';
import { lineOf, spoken } from './mistake.ts';
import { resolveReferences } from './references.ts';
import { type ConnectorSettings, Settings, type SettingsSource } from './schema.ts';

/** Something wrong, and how it reads where nothing else is. */
type Told = Mistake & { readonly error?: StartupError };

/** What is wrong with one connector of the settings, by whoever knows connectors; paths begin at the connector. */
type CheckConnector = (
  given: Pick<ConnectorSettings, 'id' | 'use' | 'settings' | 'mapping'>,
) => readonly Told[];

export interface LoadOptions {
  readonly checkConnector?: CheckConnector;
  /** Hears a sentence about each thing that an admin should know of and that keeps nothing from starting. */
  readonly tell?: (sentence: string) => void;
}

/**
 * The settings of a file. Where a secret is meant, `env:NAME` and `file:/path` are references: the secret itself never
 * stands in the file.
 * @throws StartupError that names every member that is wrong, its line and what is wrong with it
 */
export function loadSettings(
  file: string,
  env: NodeJS.ProcessEnv,
  { checkConnector = () => [], tell = () => {} }: LoadOptions = {},
): Settings {
  const { document, lines } = parsed(file);
  const { value: raw, faults, notices } = resolveReferences(plain(document, file), env, file);
  const given = raw ?? {};
  const names = crossChecks(given, Settings.parse({}));
  const connectors = connectorsOf(given).flatMap(({ row, connector }) =>
    checkConnector(connector).map((one) => ({ ...one, path: ['connectors', row, ...one.path] })),
  );
  const unresolved = faults.map(({ path, error }) => ({ path, words: error.message, error }));
  const mistakes: readonly Told[] = [
    ...unresolved,
    // Nothing can be said of what a reference would have led to.
    ...[...mistakesBy(Settings, given), ...names.mistakes, ...connectors].filter(
      ({ path }) => !unresolved.some((one) => one.path.join('\n') === path.join('\n')),
    ),
  ];
  const line = ({ path }: Mistake) => lineOf(path, document, lines);
  const said = (one: Mistake): string => {
    const at = line(one);
    return `${at === undefined ? '' : `line ${at}, `}${spoken(one.path, given)}: ${one.words}`;
  };
  for (const notice of [...notices, ...names.notices]) tell(`${file}, ${said(notice)}.`);
  if (mistakes.length > 0)
    throw refusal(
      file,
      mistakes.toSorted((one, other) => (line(one) ?? 0) - (line(other) ?? 0)),
      said,
    );
  return Settings.parse(given);
}

function refusal(file: string, mistakes: readonly Told[], said: (mistake: Mistake) => string): StartupError {
  const [first] = mistakes;
  if (mistakes.length === 1 && first?.error !== undefined) return first.error;
  const all = [...new Set(mistakes.map(said))];
  return new StartupError(
    `The settings in ${file} are not valid`,
    all.length === 1
      ? (all[0] ?? '')
      : `there are ${all.length} mistakes:\n${all.map((one) => `    ${one}`).join('\n')}`,
    'Correct this; config/deskbridge.yaml describes each member, and a connector’s readme.md its own.',
  );
}

/** Settings that stay as they were loaded. */
export function fixedSettings(settings: Settings): SettingsSource {
  const current = Object.freeze({ ...settings, version: 1 });
  return { current: () => current };
}

function parsed(file: string): { readonly document: Document.Parsed; readonly lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(read(file), { lineCounter: lines });
  const [first] = document.errors;
  if (first !== undefined) throw notYaml(file, first.message);
  return { document, lines };
}

function plain(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw notYaml(file, error instanceof Error ? error.message : String(error));
  }
}

const notYaml = (file: string, words: string): StartupError =>
  new StartupError(
    `${file} is not valid YAML`,
    words.split('\n')[0]?.replace(/:$/, '') ?? '',
    'Correct the file.',
  );

function read(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const noText = (error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    throw new StartupError(
      `The settings file ${file} cannot be read`,
      noText ? 'it is no text in UTF-8' : error instanceof Error ? error.message : String(error),
      noText ? 'Save it as UTF-8.' : 'Set DESKBRIDGE_CONFIG to a file that this account may read.',
    );
  }
}

/** Those connectors that can be looked at although other members may be wrong. */
function connectorsOf(settings: unknown) {
  const rows = z.object({ connectors: z.array(z.unknown()) }).safeParse(settings).data?.connectors ?? [];
  return rows.flatMap((given, row) => {
    const connector = Looked.safeParse(given).data;
    return connector === undefined ? [] : [{ row, connector }];
  });
}

const Looked = z.object({
  id: z.string().catch(''),
  use: z.string(),
  settings: z.record(z.string(), z.unknown()).default({}),
  mapping: MappingOverride.optional().catch(undefined),
});
