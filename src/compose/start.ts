// What every start needs before it loads anything large: a mistake in a variable or in the settings is told at once.

import type { Environment } from '../../config/environment.ts';
import { fixedSettings, loadSettings } from '../../config/load.ts';
import type { Settings } from '../../config/schema.ts';
import { checkCredentials, checkRegistration } from '../bot/registration.ts';
import { createLog, type Log } from '../shared/log.ts';
import { secretsIn } from '../shared/secret-names.ts';
import { createLogMask } from '../sync/masking/mask-log.ts';
import type { DeskOptions } from './options.ts';

export { loadEnvFile } from '../shared/env-file.ts';
export { CANNOT_START, createLife } from '../shared/life.ts';
export { createLogMask } from '../sync/masking/mask-log.ts';

const LOCAL_REDIS = 'redis://127.0.0.1:6379';

/**
 * The settings of a process, checked against the connectors that they name.
 * @param tell hears of what is odd and does not stop the start
 * @throws StartupError with every mistake
 */
export async function readSettings(
  { configFile }: Environment,
  tell: (sentence: string) => void,
): Promise<Settings> {
  const { checkConnector } = await import('./check-connector.ts');
  return loadSettings(configFile, process.env, { checkConnector, tell });
}

/** @throws StartupError where the bot's registration cannot work, or anybody could speak as the channel */
export function checkBot({ host, bot }: Environment, { http, bot: { channels } }: Settings): void {
  checkCredentials(bot);
  checkRegistration(host, http.trustedProxies, bot, channels);
}

export interface ProcessOptions {
  /** What the process is, for its log and that of others. */
  readonly name: string;
  readonly logLevel: string;
  /** Nobody waits for Redis any longer once this is aborted. */
  readonly leaving: AbortSignal;
  readonly tell: (sentence: string) => void;
}

/** What a process serves a desk with, by its variables and settings. */
export function deskOptions(
  env: Environment,
  settings: Settings,
  { name, logLevel, leaving, tell }: ProcessOptions,
): DeskOptions {
  const redisUrl = env.redisUrl ?? LOCAL_REDIS;
  return {
    name,
    redisUrl,
    desk: env.desk,
    dataDir: env.dataDir,
    settings: fixedSettings(settings),
    credentials: env.bot,
    host: env.host,
    publicUrl: env.publicUrl,
    waitScale: env.waitScale,
    waiting: { patienceMs: env.redisWaitMs, tell, signal: leaving },
    log: openLog(logLevel, settings, env, redisUrl, name),
    async virtualAgent(storage, subjectsFor) {
      if (settings.bot.module === undefined) {
        const { createVirtualAgent } = await import('../demo/virtual-agent/virtual-agent.ts');
        return createVirtualAgent(storage, subjectsFor);
      }
      const { loadVirtualAgent } = await import('../bot/load-virtual-agent.ts');
      return loadVirtualAgent(settings.bot.module, env.configFile, storage);
    },
  };
}

/** The log of a process, masked: it knows the secrets that the process itself was given. */
function openLog(
  level: string,
  settings: Settings,
  { bot: credentials }: Environment,
  redisUrl: string,
  name: string,
): Log {
  const redisPassword = URL.canParse(redisUrl) ? new URL(redisUrl).password : '';
  const secrets = secretsIn({ settings, credentials, redisPassword });
  return createLog(level, process.stderr, createLogMask(settings.masking.patterns, secrets), name);
}
