import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { affordable, boundConnections } from '../../../src/shared/http/connections.ts';
import type { Answer } from './answer.ts';
import { ArError } from './ar-error.ts';
import { type Account, DEFAULT_ACCOUNTS, Sessions } from './auth.ts';
import { faultAfter, faultBefore } from './fault-answer.ts';
import { type Fault, type FaultKind, strike } from './faults.ts';
import { handle } from './handle.ts';
import { InFlight } from './in-flight.ts';
import { readBody } from './read-body.ts';
import { Records } from './records.ts';
import { type SeedPerson, seed } from './seed.ts';
import type { SiteRules } from './site-rules.ts';
import { checkHost, listen, readUrl, refusal, send } from './transport.ts';
import { viewUnder } from './view.ts';

export type { Fault } from './faults.ts';
export type { SeedPerson } from './seed.ts';
export type { SiteRules } from './site-rules.ts';

export interface SimulatorOptions {
  /** 0 for a free one. */
  readonly port: number;
  readonly host?: string;
  /** Where the records lie; made if missing. Other files in it are left alone. */
  readonly dataDir: string;
  readonly accounts?: readonly Account[];
  /** Origin for links in answers, where callers reach the server under another one. */
  readonly publicUrl?: string;
  /** People to be known beside the built-in ones; a login that is known already stays as it is. */
  readonly seed?: readonly SeedPerson[];
  readonly clock?: { now(): number };
  /** Lifetime of a token in milliseconds; an hour as on the real server. */
  readonly tokenMs?: number;
  readonly faults?: readonly Fault[];
  readonly siteRules?: SiteRules;
}

export interface Simulator {
  readonly url: string;
  readonly port: number;
  /** What goes wrong from now on. Set a new list, or change this one. */
  faults: Fault[];
  /** What the site demands from now on beyond a default installation. */
  siteRules: SiteRules;
  /** How often each thing was asked for, e.g. `POST HPD:IncidentInterface_Create`, `sign-in`. */
  readonly requests: Map<string, number>;
  close(): Promise<void>;
}

/**
 * A local server that speaks BMC's AR REST contract and keeps its records in `dataDir`: nothing is
 * answered before it is on the disk. Rejects when the port is taken or the folder cannot be written.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const now = (): number => options.clock?.now() ?? Date.now();
  const host = options.host ?? '127.0.0.1';
  const sessions = new Sessions(options.accounts ?? DEFAULT_ACCOUNTS, now, options.tokenMs ?? HOUR_MS);
  const inFlight = new InFlight();
  const ready = Promise.withResolvers<Records>();
  const http = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  // Without a listener an error of the listening socket, such as a lack of descriptors, would end the process.
  http.on('error', () => {});
  boundConnections(http, { most: affordable(SANDBOX_SHARE), mostOfOne: Number.POSITIVE_INFINITY });
  // The port comes first: whoever holds it may still be writing to the same folder.
  const port = await listen(http, options.port, host);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const simulator: Simulator = {
    url,
    port,
    faults: [...(options.faults ?? [])],
    siteRules: options.siteRules ?? {},
    requests: new Map(),
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await (await ready.promise).close();
    },
  };

  const work = async (
    request: IncomingMessage,
    target: URL,
    struck: ReadonlyMap<FaultKind, Fault>,
    read: () => Promise<Buffer>,
  ): Promise<Answer> => {
    const records = await ready.promise;
    const wait = struck.get('latency')?.ms;
    if (wait !== undefined) await delay(wait);
    await beSlow(struck.get('slow')?.ms ?? 0, request.headers['x-ar-timeout']);
    const once = () =>
      handle(
        request,
        target,
        {
          records,
          sessions,
          origin: options.publicUrl ?? url,
          now,
          rules: () => simulator.siteRules,
          count: (what) => simulator.requests.set(what, (simulator.requests.get(what) ?? 0) + 1),
          view: viewUnder(struck, records),
        },
        read,
      );
    if (struck.has('twice')) await once();
    const answer = faultBefore(struck) ?? (await once());
    // Even a read waits: what it shows must not be lost by a crash a moment later.
    await records.flushed();
    const others = () => records.all('HPD:Help Desk').map((row) => String(row.columns['Incident Number']));
    return faultAfter(struck, answer, others);
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? 'GET';
    try {
      checkHost(request.headers.host, { host, publicUrl: options.publicUrl });
      const target = readUrl(request.url, url);
      // Whoever gives up later has sent the whole request by then.
      let body: Promise<Buffer> | undefined;
      const read = () => {
        body ??= readBody(request);
        return body;
      };
      const byBody = simulator.faults.some((fault) => fault.body !== undefined);
      const words = byBody ? (await read()).toString('utf8') : '';
      const struck = strike(simulator.faults, method, decodeLoosely(target.pathname), words);
      if (struck.has('reset-before-write')) return void request.socket.destroy();
      if (struck.has('slow')) await read();
      const answer = struck.has('parallel')
        ? await inFlight.alone(sessions.who(request.headers.authorization).user, () =>
            work(request, target, struck, read),
          )
        : await work(request, target, struck, read);
      if (struck.has('reset-after-write')) return void request.socket.destroy();
      if (!struck.has('lost-answer')) send(response, method, answer);
    } catch (error) {
      send(response, method, refusal(error));
    }
  };

  try {
    const records = await Records.open(options.dataDir);
    seed(records, options.seed ?? [], Math.floor(now() / 1000));
    await records.flushed();
    ready.resolve(records);
  } catch (error) {
    http.closeAllConnections();
    http.close();
    throw error;
  }
  return simulator;
}

const HOUR_MS = 3_600_000;
/** The sandbox may run beside a whole Deskbridge: the part of the process's files that its callers may hold. */
const SANDBOX_SHARE = 0.2;

/** AR gives up on a call after two minutes, or after what the caller asked for, in seconds. */
async function beSlow(ms: number, header: string | string[] | undefined): Promise<void> {
  const mostMs = Number(header ?? 120) * 1000;
  await delay(Math.min(ms, mostMs));
  if (ms > mostMs)
    throw new ArError(500, 93, 'Timeout during data retrieval due to busy server -- retry the operation');
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function decodeLoosely(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
