import { connect, createServer, type Socket } from 'node:net';

/** What becomes of the links that stand; links that are made meanwhile are well. */
export type LinkFault =
  /** Both sides stay connected, and nothing passes either way. */
  | 'half-open'
  /** Requests arrive and are carried out; their answers do not come back. */
  | 'replies dropped'
  /** Requests wait; answers to those that have passed come back. */
  | 'held';

interface Link {
  readonly inner: Socket;
  readonly outer: Socket;
  fault?: LinkFault | undefined;
}

/** Stands before Redis under one address. */
export interface TcpProxy {
  readonly port: number;
  /** The port to which new links lead. */
  target: number;
  /** How many links stand. */
  links(): number;
  /** Breaks every link with a reset. */
  cut(): void;
  strike(fault: LinkFault): void;
  /** Links that have lost bytes are broken, links that were held go on. */
  heal(): void;
  close(): Promise<void>;
}

export async function openTcpProxy(target: number): Promise<TcpProxy> {
  const links = new Set<Link>();
  const server = createServer({ noDelay: true }, (outer) => {
    const inner = connect({ port: proxy.target, host: '127.0.0.1', noDelay: true });
    const link: Link = { inner, outer };
    links.add(link);
    outer.on('data', (bytes) => {
      if (link.fault !== 'half-open') inner.write(bytes);
    });
    inner.on('data', (bytes) => {
      if (link.fault === undefined || link.fault === 'held') outer.write(bytes);
    });
    for (const [one, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      one.on('error', () => {});
      one.on('close', () => {
        links.delete(link);
        // The other side of a half-open link hears of nothing.
        if (link.fault !== 'half-open') other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakLink = (link: Link): void => {
    link.outer.resetAndDestroy();
    link.inner.resetAndDestroy();
    links.delete(link);
  };
  const proxy: TcpProxy = {
    port: (server.address() as { port: number }).port,
    target,
    links: () => links.size,
    cut() {
      for (const link of links) breakLink(link);
    },
    strike(fault) {
      for (const link of links) {
        link.fault = fault;
        if (fault === 'held') link.outer.pause();
      }
    },
    heal() {
      for (const link of links) {
        if (link.fault === 'held') {
          link.fault = undefined;
          link.outer.resume();
        } else if (link.fault !== undefined) breakLink(link);
      }
    },
    async close() {
      for (const link of links) breakLink(link);
      await new Promise((closed) => server.close(closed));
    },
  };
  return proxy;
}
