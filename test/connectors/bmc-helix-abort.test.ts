import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import bmc from '../../connectors/bmc-helix/index.ts';
import type { LookupKind, Lookups } from '../../src/connector/lookup.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { createOutgoing } from '../../src/shared/outgoing.ts';
import { eventually } from '../support/eventually.ts';

let close: () => void = () => {};
afterEach(() => close());

/** An ITSM that lets everybody in and answers nothing else. */
async function deafItsm() {
  const seen = { asked: 0, ended: 0 };
  const server = createServer((request, response) => {
    if (request.url?.includes('/jwt/')) return response.end('a.b.c');
    seen.asked += 1;
    response.once('close', () => {
      seen.ended += 1;
    });
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = bmc.settings.parse({ url, username: 'u', password: 'p', deadlineMs: 120_000 });
  const tools = { http: createOutgoing(), clock: systemClock, log: createLog('silent') };
  return { connector: bmc.connect(settings, tools), seen };
}

const QUESTIONS: { readonly [K in LookupKind]?: Lookups[K]['query'] } = {
  knowledge: { text: 'vpn' },
  customer: { email: 'a@example.com' },
  ticket: { displayId: 'INC1' },
  form: { type: 'incident' },
};

it.each(Object.keys(QUESTIONS) as LookupKind[])(
  '[rt O4] ends the request for %s once nobody waits for it, and sends no other',
  async (kind) => {
    const { connector, seen } = await deafItsm();
    const patience = new AbortController();
    const answer = connector.lookup(kind, QUESTIONS[kind] ?? { text: '' }, { signal: patience.signal });
    await eventually(() => seen.asked > 0, 'the ITSM is asked');
    patience.abort();
    expect((await answer).kind).toBe('busy');
    await eventually(() => seen.ended === seen.asked, 'the ITSM sees the request end');
    const asked = seen.asked;
    expect(
      (await connector.lookup(kind, QUESTIONS[kind] ?? { text: '' }, { signal: patience.signal })).kind,
    ).toBe('busy');
    expect(seen.asked).toBe(asked);
  },
);
