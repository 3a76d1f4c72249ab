import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionLimits {
  /** Connections of all callers together. */
  readonly most: number;
  /** Connections of one address. */
  readonly mostOfOne: number;
}

/** The connections of a listener, counted. */
export interface Connections {
  /** A request has come on the socket; until it is answered, the socket is not given to others. */
  begun(socket: Socket, response: ServerResponse): void;
  /** The socket has left HTTP. */
  upgraded(socket: Socket): void;
  /** True while bytes of an answer are on their way through the socket. */
  hasAnswerBegun(socket: Socket): boolean;
  /** Resolves once no request is under way, after `patienceMs` at the latest. */
  answered(patienceMs: number): Promise<void>;
  /** Ends those on which no request is under way. */
  endIdle(): void;
  destroyAll(): void;
}

/**
 * Keeps a listener within its limits, so that callers who open connections and send nothing cannot keep
 * others out: a new connection takes the place of the one that has been silent longest, of one that never
 * asked anything before one that did, and where none is silent, it is closed.
 */
export function boundConnections(server: Server, { most, mostOfOne }: ConnectionLimits): Connections {
  const open = new Set<Socket>();
  const everybody = new Waiting();
  const callers = new Map<string, { count: number; readonly waiting: Waiting }>();
  const answering = new Map<Socket, Set<ServerResponse>>();
  let whenQuiet = (): void => {};
  const addresses = new WeakMap<Socket, string>();

  const callerOf = (socket: Socket) => callers.get(addresses.get(socket) ?? '');
  const rest = (socket: Socket, asked: boolean): void => {
    everybody.add(socket, asked);
    callerOf(socket)?.waiting.add(socket, asked);
  };
  const rouse = (socket: Socket): void => {
    everybody.delete(socket);
    callerOf(socket)?.waiting.delete(socket);
  };
  const forget = (socket: Socket): void => {
    if (!open.delete(socket)) return;
    rouse(socket);
    answering.delete(socket);
    const caller = callerOf(socket);
    if (caller !== undefined && --caller.count === 0) callers.delete(addresses.get(socket) ?? '');
  };
  const giveUp = (socket: Socket): void => {
    forget(socket);
    socket.destroy();
  };

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const caller = callers.get(address) ?? { count: 0, waiting: new Waiting() };
    const full = caller.count >= mostOfOne ? caller.waiting : open.size >= most ? everybody : undefined;
    const longest = full?.longest();
    if (full !== undefined && longest === undefined) return void socket.destroy();
    if (longest !== undefined) giveUp(longest);
    callers.set(address, caller);
    caller.count++;
    addresses.set(socket, address);
    open.add(socket);
    rest(socket, false);
    socket.once('close', () => forget(socket));
  });

  return {
    begun(socket, response) {
      rouse(socket);
      const responses = answering.get(socket) ?? new Set();
      answering.set(socket, responses.add(response));
      response.once('close', () => {
        responses.delete(response);
        if (responses.size > 0) return;
        answering.delete(socket);
        if (open.has(socket)) rest(socket, true);
        if (answering.size === 0) whenQuiet();
      });
    },
    upgraded: rouse,
    hasAnswerBegun: (socket) => [...(answering.get(socket) ?? [])].some(({ headersSent }) => headersSent),
    answered: (patienceMs) =>
      new Promise((resolve) => {
        if (answering.size === 0) return resolve();
        const timer = setTimeout(resolve, patienceMs);
        whenQuiet = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    endIdle() {
      for (const socket of everybody.all()) socket.destroy();
    },
    destroyAll() {
      for (const socket of open) socket.destroy();
    },
  };
}

/** Sockets on which no request is under way, the longest wait first. */
class Waiting {
  readonly #new = new Set<Socket>();
  readonly #asked = new Set<Socket>();

  add(socket: Socket, asked: boolean): void {
    (asked ? this.#asked : this.#new).add(socket);
  }

  delete(socket: Socket): void {
    this.#new.delete(socket);
    this.#asked.delete(socket);
  }

  longest(): Socket | undefined {
    const [first] = this.#new;
    if (first !== undefined) return first;
    const [next] = this.#asked;
    return next;
  }

  all(): readonly Socket[] {
    return [...this.#new, ...this.#asked];
  }
}

/** The part of the process's files that callers may hold: the store, the ITSM and the disk need theirs. */
const SHARE = 0.6;

/** As many connections as the process may have open, by its limit on open files. */
export function affordable(share = SHARE): number {
  // Without this it looks the names of all peers up.
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork: boolean };
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = Number(userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? Math.max(8, Math.floor((soft - 32) * share)) : Number.POSITIVE_INFINITY;
}
