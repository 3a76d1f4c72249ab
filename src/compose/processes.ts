import type { Environment } from '../../config/environment.ts';
import type { Settings } from '../../config/schema.ts';
import { proveDataDir } from '../shared/folders.ts';
import { checkPages } from '../shared/http/pages.ts';
import type { Life } from '../shared/life.ts';
import { openDesk } from './desk.ts';
import type { DeskOptions } from './options.ts';
import { PAGES } from './pages.ts';
import { startServer } from './server.ts';
import { startWorker } from './worker.ts';

/** A process at its start. */
export interface Starting {
  readonly env: Environment;
  readonly settings: Settings;
  readonly options: DeskOptions;
  readonly life: Life;
  /** Folder of the built pages. */
  readonly pages: string;
}

/** @returns where it listens */
export async function startServerProcess({ env, options, life, pages }: Starting): Promise<string> {
  checkPages(pages, PAGES);
  await proveDataDir(env.dataDir);
  const desk = await openDesk(options);
  life.onStop(desk.close);
  const server = await startServer(desk, {
    ...env,
    pages,
    site: { demo: false },
    ready: { process: life.goesOn },
  });
  life.onStop(server.close);
  life.onLeaving(server.drain);
  return server.url;
}

export async function startWorkerProcess({ env, options, life }: Starting): Promise<void> {
  await proveDataDir(env.dataDir);
  const desk = await openDesk(options);
  life.onStop(desk.close);
  const worker = await startWorker(desk);
  life.onStop(worker.close);
}
