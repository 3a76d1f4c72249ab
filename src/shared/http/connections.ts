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
 * others out: a new connection takes the place of the one that has been idle longest, and where none is
 * idle, it is closed.
 */
export function boundConnections(server: Server, { most, mostOfOne }: ConnectionLimits): Connections {
  const open = new Set<Socket>();
  /** By address, the one that has been idle longest first. */
  const callers = new Map<string, { count: number; readonly idle: Set<Socket> }>();
  /** Of all addresses, in the same order. */
  const idle = new Set<Socket>();
  const answering = new Map<Socket, Set<ServerResponse>>();
  let whenQuiet = (): void => {};
  const addresses = new WeakMap<Socket, string>();

  const callerOf = (socket: Socket) => callers.get(addresses.get(socket) ?? '');
  const rest = (socket: Socket): void => {
    idle.add(socket);
    callerOf(socket)?.idle.add(socket);
  };
  const rouse = (socket: Socket): void => {
    idle.delete(socket);
    callerOf(socket)?.idle.delete(socket);
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
    const caller = callers.get(address) ?? { count: 0, idle: new Set() };
    const full = caller.count >= mostOfOne ? caller.idle : open.size >= most ? idle : undefined;
    const [longest] = full ?? [];
    if (full !== undefined && longest === undefined) return void socket.destroy();
    if (longest !== undefined) giveUp(longest);
    callers.set(address, caller);
    caller.count++;
    addresses.set(socket, address);
    open.add(socket);
    rest(socket);
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
        if (open.has(socket)) rest(socket);
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
      for (const socket of idle) socket.destroy();
    },
    destroyAll() {
      for (const socket of open) socket.destroy();
    },
  };
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
