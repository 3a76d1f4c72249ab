import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartupError } from '../shared/startup-error.ts';
import type { VirtualAgent } from './door.ts';

/**
 * An admin's own bot: the default export of a file, given a storage.
 * @param module its path, from the folder of the settings file, else from the working directory
 * @param settingsFile the settings that name it
 * @throws StartupError that says what was tried and what is wrong with it
 */
export async function loadVirtualAgent(
  module: string,
  settingsFile: string,
  storage: unknown,
): Promise<VirtualAgent> {
  const tried = [...new Set([resolve(dirname(settingsFile), module), resolve(module)])];
  const file = tried.find((path) => existsSync(path));
  if (file === undefined)
    throw new StartupError(
      `The virtual agent ${tried[0]} cannot be loaded`,
      `there is no such file${tried.length > 1 ? `, and no ${tried[1]}` : ''}`,
      'bot.module is a path from the folder of the settings file, or from the root (/…).',
    );
  const create = await importFrom(file);
  if (typeof create !== 'function')
    throw notLoaded(file, 'it has no default export that is a function', SHAPE);
  const agent: unknown = await called(file, () => create(storage));
  if (!isAgent(agent))
    throw notLoaded(file, 'what its default export gives is no bot: it has no function run', SHAPE);
  return agent;
}

const SHAPE =
  'bot.module names a file whose default export takes a storage and gives an ActivityHandler, or a promise of one.';

const isAgent = (agent: unknown): agent is VirtualAgent =>
  typeof agent === 'object' && agent !== null && 'run' in agent && typeof agent.run === 'function';

async function importFrom(file: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(file).href)) as { readonly default?: unknown }).default;
  } catch (error) {
    throw notLoaded(file, ...whyNot(error, file));
  }
}

async function called(file: string, create: () => unknown): Promise<unknown> {
  try {
    return await create();
  } catch (error) {
    throw notLoaded(file, `its default export threw: ${wordsOf(error)}`, SHAPE);
  }
}

function whyNot(error: unknown, file: string): readonly [why: string, fix: string] {
  const { code } = error as NodeJS.ErrnoException;
  const words = wordsOf(error);
  const lacks = /Cannot find package '([^']+)'/.exec(words)?.[1];
  if (code === 'ERR_MODULE_NOT_FOUND' && lacks !== undefined)
    return [
      `it imports ${lacks}, and no node_modules beside it or above it holds that package`,
      `Run "npm install ${lacks}" in ${dirname(file)}, or put the file into a folder of the Deskbridge checkout, which has botbuilder.`,
    ];
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return [
      words,
      'TypeScript runs here as it stands, with its types left out: no enum, namespace or parameter property. Write it without, or compile it to .js.',
    ];
  return [words, SHAPE];
}

const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

const notLoaded = (file: string, why: string, fix: string): StartupError =>
  new StartupError(`The virtual agent ${file} cannot be loaded`, why, fix);
