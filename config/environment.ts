import { nearest } from '../src/shared/nearest.ts';
import { redisAddress } from '../src/shared/redis-address.ts';
import { StartupError } from '../src/shared/startup-error.ts';
import { resolveReference } from './references.ts';

/** What the environment says; `.env.example` describes each variable. */
export interface Environment {
  readonly host: string;
  readonly port: number;
  /** Where people reach the server, where that is not HOST and PORT themselves. */
  readonly publicUrl: string;
  readonly dataDir: string;
  /** The desk that the process serves. */
  readonly desk: string;
  readonly sandboxPort: number;
  readonly redisUrl: string | undefined;
  /** How long a start waits for a Redis that does not answer, milliseconds. */
  readonly redisWaitMs: number;
  readonly configFile: string;
  readonly demoPassword: string | undefined;
  readonly logLevel: string;
  /** What every wait for an ITSM is multiplied by; 1 but for tests. */
  readonly waitScale: number;
  readonly bot: {
    readonly MicrosoftAppId?: string;
    readonly MicrosoftAppPassword?: string;
    readonly MicrosoftAppType?: string;
    readonly MicrosoftAppTenantId?: string;
  };
}

const BOT = ['MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppType', 'MicrosoftAppTenantId'] as const;
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** @throws StartupError that names the variable */
export function readEnvironment(
  env: NodeJS.ProcessEnv,
  defaults: { readonly configFile: string },
): Environment {
  const logLevel = env.LOG_LEVEL || 'info';
  if (!LEVELS.includes(logLevel))
    throw new StartupError(
      `LOG_LEVEL is ${logLevel}`,
      'there is no such level',
      `Use one of: ${LEVELS.join(', ')}; the nearest is ${nearest(logLevel, LEVELS)}.`,
    );
  return {
    host: env.HOST || '127.0.0.1',
    port: port(env, 'PORT', 3978),
    publicUrl: publicUrl(env),
    dataDir: env.DATA_DIR || './data',
    desk: desk(env),
    sandboxPort: port(env, 'SANDBOX_PORT', 3980),
    redisUrl: env.REDIS_URL ? redisAddress(resolveReference(env.REDIS_URL, env, 'REDIS_URL')) : undefined,
    redisWaitMs: redisWaitMs(env),
    configFile: env.DESKBRIDGE_CONFIG || defaults.configFile,
    demoPassword: env.DEMO_PASSWORD || undefined,
    logLevel,
    waitScale: waitScale(env),
    bot: Object.fromEntries(
      BOT.flatMap((name) => (env[name] ? [[name, resolveReference(env[name], env, name)]] : [])),
    ),
  };
}

function desk(env: NodeJS.ProcessEnv): string {
  const name = env.DESKBRIDGE_DESK || 'main';
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) return name;
  throw new StartupError(
    `DESKBRIDGE_DESK is ${name}`,
    'a desk has up to 40 lower-case letters, digits and hyphens, and begins with no hyphen',
    'Choose a name such as support-emea, or leave it out: the desk is main then.',
  );
}

function publicUrl(env: NodeJS.ProcessEnv): string {
  const host = env.HOST || '127.0.0.1';
  const text =
    env.PUBLIC_URL || `http://${host.includes(':') ? `[${host}]` : host}:${port(env, 'PORT', 3978)}`;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new StartupError(
      'PUBLIC_URL is not an address that a browser can open',
      'it is no http:// or https:// with a host, or it holds a password',
      'Set it to something like https://chat.example.com.',
    );
  // Pages name what they need from the root of their host.
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new StartupError(
      `PUBLIC_URL is ${text}`,
      'Deskbridge has a host name of its own: it does not run below a path of another site',
      `Give it a name of its own, such as ${url.protocol}//chat.example.com, and let the proxy pass on all of it.`,
    );
  return url.origin;
}

function waitScale(env: NodeJS.ProcessEnv): number {
  const text = env.DESKBRIDGE_WAIT_SCALE || '1';
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new StartupError(
    `DESKBRIDGE_WAIT_SCALE is ${text}`,
    'it is a number above 0 and at most 1',
    'Leave it out: it is for tests.',
  );
}

function redisWaitMs(env: NodeJS.ProcessEnv): number {
  const text = env.REDIS_WAIT_SECONDS || '30';
  const value = Number(text);
  if (value > 0 && value <= 3_600) return value * 1_000;
  throw new StartupError(
    `REDIS_WAIT_SECONDS is ${text}`,
    'it is how long a start waits for Redis, above 0 and at most 3600',
    'Set it to something like 30, or leave it out.',
  );
}

function port(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new StartupError(
    `${name} is ${text}`,
    'a port is a whole number from 0 to 65535',
    `Set ${name} to a free port.`,
  );
}
