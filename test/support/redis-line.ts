import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What can be done to one connection. */
export interface LineConnection {
  /** As its client calls itself; its number until it has. */
  readonly name: string;
  /** Breaks it at once, for both sides. */
  reset(): void;
  /** Nothing passes any more in either direction, and nobody is told: the other side is gone without a word. */
  silence(): void;
  /** Nothing passes for a while, milliseconds; then all of it does. */
  stall(ms: number): void;
  /** What passes is late by so much, milliseconds. */
  delay(ms: number): void;
  /** The next answer does not arrive; the connection is broken in its place. */
  loseAnswer(): void;
  /** The next answer does not arrive, and all after it do, each taken for the answer of the command before. */
  swallowAnswer(): void;
  /** No answer arrives any more; what is asked still does, and happens. */
  mute(): void;
}

/** One address before one Redis after the other, whose every connection can be disturbed. */
export interface RedisLine {
  readonly url: string;
  /** New connections go there from now on; those that are open stay where they are. */
  lead(port: number): void;
  /** New connections are answered with this to whatever they say; undefined leads them on again. */
  say(answer: string | undefined): void;
  /** Acts once, as soon as a connection says something like this; it has been passed on by then, and not answered. */
  onWords(words: RegExp, act: (connection: LineConnection) => void): void;
  connections(): readonly LineConnection[];
  close(): Promise<void>;
}

export async function openRedisLine(port: number): Promise<RedisLine> {
  let target = port;
  let count = 0;
  let answer: string | undefined;
  let awaited: { readonly words: RegExp; readonly act: (connection: LineConnection) => void } | undefined;
  const open = new Set<LineConnection & { destroy(): void }>();
  const refused = new Set<Socket>();
  const server = createServer((client) => {
    count += 1;
    if (answer !== undefined) {
      refused.add(client);
      client.on('close', () => refused.delete(client));
      return answerAll(client, answer);
    }
    const hear = (said: string): void => {
      if (awaited === undefined || !awaited.words.test(said)) return;
      const { act } = awaited;
      awaited = undefined;
      act(connection);
    };
    const connection = join(client, connect(target, '127.0.0.1'), `connection-${count}`, hear, () =>
      open.delete(connection),
    );
    open.add(connection);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead(next) {
      target = next;
    },
    say(next) {
      answer = next;
    },
    onWords(words, act) {
      awaited = { words, act };
    },
    connections: () => [...open],
    close: () =>
      new Promise((resolve) => {
        for (const connection of [...open, ...refused]) connection.destroy();
        server.close(() => resolve());
      }),
  };
}

function answerAll(client: Socket, answer: string): void {
  client.on('error', () => {});
  client.on('data', (bytes) => {
    // RESP: a command is an array whose first line starts with "*".
    for (const _one of bytes.toString('latin1').matchAll(/^\*\d+\r$/gm)) client.write(`-${answer}\r\n`);
  });
}

function join(
  client: Socket,
  server: Socket,
  number: string,
  onWords: (said: string) => void,
  onClose: () => void,
) {
  let name = number;
  let silent = false;
  let muted = false;
  let stalledUntil = 0;
  let lateMs = 0;
  let next: 'pass' | 'lose' | 'swallow' = 'pass';
  const destroy = (): void => {
    client.destroy();
    server.destroy();
  };
  const reset = (): void => {
    client.resetAndDestroy();
    server.destroy();
  };
  /** In order, though late. */
  const pass = (to: Socket) => {
    let before = Promise.resolve();
    return (bytes: Buffer): void => {
      if (silent) return;
      const wait = Math.max(lateMs, stalledUntil - performance.now());
      const due = wait > 0 ? new Promise<void>((resolve) => setTimeout(resolve, wait)) : undefined;
      before = before.then(async () => {
        await due;
        if (!to.destroyed) to.write(bytes);
      });
    };
  };
  const toServer = pass(server);
  const toClient = pass(client);
  client.on('data', (bytes: Buffer) => {
    const said = bytes.toString('latin1');
    // CLIENT SETNAME is among the first words of a connection.
    if (name === number) name = /setname\r\n\$\d+\r\n([^\r]+)\r\n/i.exec(said)?.[1] ?? name;
    toServer(bytes);
    onWords(said);
  });
  server.on('data', (bytes: Buffer) => {
    const fate = next;
    next = 'pass';
    if (fate === 'lose') reset();
    else if (fate === 'pass' && !muted) toClient(bytes);
  });
  for (const socket of [client, server]) {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => {
      // A side that was silenced does not hear that the other has gone.
      if (!silent || socket === client) destroy();
      if (client.destroyed && server.destroyed) onClose();
    });
  }
  return {
    get name() {
      return name;
    },
    destroy,
    reset,
    silence() {
      silent = true;
    },
    mute() {
      muted = true;
    },
    stall(ms: number) {
      stalledUntil = performance.now() + ms;
    },
    delay(ms: number) {
      lateMs = ms;
    },
    loseAnswer() {
      next = 'lose';
    },
    swallowAnswer() {
      next = 'swallow';
    },
  };
}
