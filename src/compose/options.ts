import type { SettingsSource } from '../../config/schema.ts';
import type { BotCredentials } from '../bot/credentials.ts';
import type { VirtualAgent } from '../bot/door.ts';
import type { createRouting } from '../bot/routing.ts';
import type { Log } from '../shared/log.ts';
import type { Waiting } from '../store/connect.ts';
import type { Store } from '../store/store.ts';

/** What a process needs to serve a desk. */
export interface DeskOptions {
  readonly redisUrl: string;
  /** The desk's name in Redis, in DATA_DIR and in metrics. */
  readonly desk: string;
  /** Where files of chats lie; one folder for all processes of an installation. */
  readonly dataDir: string;
  readonly settings: SettingsSource;
  readonly credentials: BotCredentials;
  /** Makes the virtual agent; its dialog state goes to the storage that is handed in. */
  readonly virtualAgent: (
    storage: Store['botState'],
    subjectsFor: ReturnType<typeof createRouting>['subjectsFor'],
  ) => VirtualAgent | Promise<VirtualAgent>;
  readonly log: Log;
  /** Where the server listens: on this machine alone some doors ask for less. */
  readonly host: string;
  /** Where people reach it; links to chats begin with it. */
  readonly publicUrl: string;
  /** What this process is, for the log of others: server, worker. */
  readonly name?: string;
  /** What every wait for an ITSM is multiplied by; 1 when left out. */
  readonly waitScale?: number;
  /** How a start waits for a Redis that is not there yet. */
  readonly waiting?: Waiting;
  /** Brings what stands in Redis to the newest layout, where no other process is alive. */
  readonly migrates?: boolean;
}
