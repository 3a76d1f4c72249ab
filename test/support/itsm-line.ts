import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What can happen to one write on its way. `late`: the caller has given up when it comes through.
 * The `-after` ones and `answer-lost` are done by the ITSM and not told.
 */
export type WriteFault =
  | 'answer-lost'
  | 'late'
  | 'reset-before'
  | 'reset-after'
  | '500-before'
  | '500-after'
  | '401'
  | '429'
  | '9093'
  | 'page-before'
  | 'page-after';

export const WRITE_FAULTS: readonly WriteFault[] = [
  'answer-lost',
  'late',
  'reset-before',
  'reset-after',
  '500-before',
  '500-after',
  '401',
  '429',
  '9093',
  'page-before',
  'page-after',
];

/**
 * What can happen to any request, whoever sends it. `hang`: nothing is done and nothing answered. `slow`: done
 * late. `twice`: sent on twice, as gateways do with requests that may be repeated. `maintenance`: a page with 200.
 * `8939`: the server's own error that its plug-in server is silent.
 */
export type LineFault = WriteFault | 'hang' | 'slow' | 'twice' | 'maintenance' | '8939';

export interface LineRequest {
  readonly method: string;
  /** Empty where it is about no form, as at sign-in. */
  readonly form: string;
}

/** A caller names its write in this header; planned faults pass other requests by. */
export const WRITE_HEADER = 'x-test-write';

export interface PlannedFault {
  readonly fault: WriteFault;
  /** Part of the form's name, where a write has several requests. */
  readonly form: string;
}

/** The way to an ITSM: it can be cut, strikes single writes, and counts what goes over it. */
export interface ItsmLine {
  readonly url: string;
  cut: boolean;
  /** Name of a write -> what happens to it, once. */
  readonly faults: Map<string, PlannedFault>;
  /** What happens to a request for which nothing is planned. */
  strikes: (request: LineRequest) => LineFault | undefined;
  /** Hears of every request that the ITSM has carried out. */
  carriedOut: (request: LineRequest) => void;
  /** Writes that the ITSM has carried out, in order. */
  readonly written: { readonly write: string; readonly form: string }[];
  /** Most calls under way at once. */
  mostAtOnce: number;
  /** True while no caller waits for an answer. */
  isQuiet(): boolean;
  /** When each call began, epoch milliseconds; those that met a cut line too. */
  readonly calls: number[];
  close(): Promise<void>;
}

/** How long after the caller has given up a late write comes through. */
const LATE_MS = 300;
/** Shorter than the shortest deadline that callers are given. */
const SLOW_MS = 900;

const MAINTENANCE = '<!DOCTYPE html><html><body><h1>Down for maintenance</h1></body></html>';
const BUSY_PAGE = '<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>';
const arError = (messageNumber: number, messageText: string): string =>
  JSON.stringify([{ messageType: 'ERROR', messageNumber, messageText, messageAppendedText: null }]);
const BUSY_SERVER = arError(93, 'Timeout during data retrieval due to busy server -- retry the operation');

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = { 'content-type': 'application/json' };
const ANSWERS: Partial<Record<LineFault, Answer>> = {
  '500-before': { status: 500, headers: json, body: BUSY_SERVER },
  '500-after': { status: 500, headers: json, body: BUSY_SERVER },
  '401': { status: 401, headers: json, body: arError(9201, 'Session is invalid or has timed out') },
  '429': { status: 429, headers: { 'retry-after': '20' }, body: '' },
  '9093': {
    status: 500,
    headers: json,
    body: arError(9093, 'User is currently connected from another machine'),
  },
  '8939': {
    status: 500,
    headers: json,
    body: arError(8939, 'The AR System Plug-In server is not responding'),
  },
  maintenance: { status: 200, headers: { 'content-type': 'text/html' }, body: MAINTENANCE },
  'page-before': { status: 502, headers: { 'content-type': 'text/html' }, body: BUSY_PAGE },
  'page-after': { status: 502, headers: { 'content-type': 'text/html' }, body: BUSY_PAGE },
};

export async function openLine(target: string): Promise<ItsmLine> {
  const agent = new Agent({ keepAlive: true });
  let now = 0;

  /** Sends a request on and waits for the whole answer; one that was carried out is noted. */
  function forward(incoming: IncomingMessage, body: Buffer): Promise<Answer> {
    const options: RequestOptions = { method: incoming.method ?? 'GET', headers: incoming.headers, agent };
    return new Promise((resolve, reject) => {
      const onward = request(`${target}${incoming.url}`, options, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.once('error', reject);
        reply.once('end', () => {
          const status = reply.statusCode ?? 502;
          const { 'transfer-encoding': _encoding, connection: _connection, ...headers } = reply.headers;
          note(incoming, status);
          resolve({
            status,
            headers: headers as Record<string, string>,
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      });
      onward.once('error', reject);
      onward.end(body);
    });
  }

  function note(incoming: IncomingMessage, status: number): void {
    if (status < 300) line.carriedOut(requestOf(incoming));
    const write = incoming.headers[WRITE_HEADER];
    if (typeof write === 'string' && status < 300) line.written.push({ write, form: formOf(incoming) });
  }

  function strike(incoming: IncomingMessage): LineFault | undefined {
    const write = String(incoming.headers[WRITE_HEADER] ?? '');
    const planned = line.faults.get(write);
    if (planned === undefined || !formOf(incoming).includes(planned.form))
      return line.strikes(requestOf(incoming));
    line.faults.delete(write);
    return planned.fault;
  }

  const server: Server = createServer(async (incoming, outgoing) => {
    line.calls.push(Date.now());
    if (line.cut) return void incoming.socket.destroy();
    now += 1;
    line.mostAtOnce = Math.max(line.mostAtOnce, now);
    outgoing.once('close', () => {
      now -= 1;
    });
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const fault = strike(incoming);
      if (fault === 'reset-before') return void incoming.socket.destroy();
      if (fault === 'hang') return;
      if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      if (fault === 'twice') await forward(incoming, body);
      if (fault === 'late') {
        incoming.socket.once('close', () => {
          setTimeout(() => void forward(incoming, body).catch(() => {}), LATE_MS);
        });
        return;
      }
      const instead = fault === undefined ? undefined : ANSWERS[fault];
      const done =
        instead !== undefined && !fault?.endsWith('-after') ? instead : await forward(incoming, body);
      if (fault === 'answer-lost') return;
      if (fault === 'reset-after') return void incoming.socket.destroy();
      const answer = instead ?? done;
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    } catch {
      incoming.socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const line: ItsmLine = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: false,
    faults: new Map(),
    strikes: () => undefined,
    carriedOut: () => {},
    written: [],
    mostAtOnce: 0,
    isQuiet: () => now === 0,
    calls: [],
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      agent.destroy();
    },
  };
  return line;
}

const requestOf = (incoming: IncomingMessage): LineRequest => ({
  method: incoming.method ?? 'GET',
  form: formOf(incoming),
});

const formOf = (incoming: IncomingMessage): string =>
  decodeURIComponent(incoming.url?.split('?')[0]?.split('/entry/')[1] ?? '');

/** The most calls that began within any stretch of so many milliseconds. */
export function mostWithin(calls: readonly number[], ms: number): number {
  let most = 0;
  for (let from = 0, to = 0; to < calls.length; to += 1) {
    while ((calls[to] ?? 0) - (calls[from] ?? 0) >= ms) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
