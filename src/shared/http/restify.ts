import { ServerResponse } from 'node:http';
import restify from 'restify';

// restify replaces writeHead for every response of the process and loses its return value, on which
// other servers in it (a bot's own, a library's) may rely.
const { writeHead } = ServerResponse.prototype as { writeHead: (...args: unknown[]) => unknown };
Object.defineProperty(ServerResponse.prototype, 'writeHead', {
  configurable: true,
  writable: true,
  value(this: ServerResponse, ...args: unknown[]): ServerResponse {
    writeHead.apply(this, args);
    return this;
  },
});

export { restify };
