import { OPERATIONS } from '../../src/api/operations/index.ts';

/** `post /api/v1/chats/{id}/accept`, as the table of operations has it. */
export const EVERY_OPERATION: readonly string[] = OPERATIONS.map(({ method, path }) => `${method} ${path}`);

const PATTERNS = OPERATIONS.map(({ method, path }) => ({
  name: `${method} ${path}`,
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** Notes which operations are carried out by whatever this test fetches, until it is stopped. */
export function watchOperations() {
  const plain = globalThis.fetch;
  const used = new Set<string>();
  globalThis.fetch = async (input, init) => {
    const response = await plain(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const method = init?.method ?? 'GET';
    const found = PATTERNS.find((one) => one.method === method && one.pattern.test(pathname));
    if (found !== undefined && response.ok) used.add(found.name);
    return response;
  };
  return {
    used,
    stop() {
      globalThis.fetch = plain;
    },
  };
}
