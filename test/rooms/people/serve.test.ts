import { expect, test } from '@jest/globals';
import type { AgentAccount } from '../../../config/schema.ts';
import { ENDING } from '../../../src/api/operations/ending.ts';
import { ME } from '../../../src/api/operations/me.ts';
import { operations } from '../../../src/api/operations/operation.ts';
import { createCallers } from '../../../src/people/caller.ts';
import type { PeoplePorts } from '../../../src/people/ports.ts';
import { type Handlers, serve } from '../../../src/people/serve.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import type { Incoming } from '../../../src/shared/http/route.ts';

const TOKEN = 'x'.repeat(43);
const account = {
  id: 'alice',
  name: 'Alice',
  roles: ['agent'],
  queues: 'all',
  companies: 'all',
} as AgentAccount;

/** As much of the house as one signed-in agent needs; counts how often it is asked who calls. */
function house() {
  let asked = 0;
  const ports = {
    clock: systemClock,
    accounts: () => new Map([[account.id, account]]),
    freshAccounts: async () => new Map([[account.id, account]]),
    wake: () => {},
    store: {
      sessions: { holderOf: async () => ({ agentId: account.id }) },
      agents: { renewLease: async () => [] },
    },
  } as unknown as PeoplePorts;
  const callers = createCallers(ports);
  const counted = {
    ...callers,
    of: (request: Incoming) => {
      asked += 1;
      return callers.of(request);
    },
  };
  return { ports, callers: counted, asked: () => asked };
}

const request = (more: Partial<Incoming>): Incoming => ({
  method: 'PUT',
  path: '/',
  params: {},
  query: {},
  headers: { authorization: `Bearer ${TOKEN}` },
  body: undefined,
  remote: '127.0.0.1',
  origin: '',
  ...more,
});

const { keepText } = ME;

test('a handler gets what its row promises, and it is asked once who calls', async () => {
  const { ports, callers, asked } = house();
  const [route] = serve(
    ports,
    callers,
    { keepText },
    {
      keepText: ({ caller, params: { id }, body: { title, text } }) => ({
        id: `${caller.account.id} ${id}`,
        title,
        text,
      }),
    },
  );
  expect(route).toMatchObject({ method: 'PUT', path: '/api/v1/me/canned-texts/:id' });
  const put = async (id: string, body: unknown) => route?.handle(request({ params: { id }, body }));
  expect(await put('hello', { title: 'Greeting', text: 'Hello' })).toEqual({
    status: 200,
    body: { id: 'alice hello', title: 'Greeting', text: 'Hello' },
  });
  expect(asked()).toBe(1);
  await expect(put('no id!', { title: 'Greeting', text: 'Hello' })).rejects.toMatchObject({ status: 400 });
  await expect(put('hello', { title: 'Greeting' })).rejects.toMatchObject({ status: 400 });
});

test('handlers that do not fit their rows do not compile', () => {
  const { ports, callers } = house();
  const { endForm, abandon } = ENDING;
  const fits: Handlers<{ endForm: typeof endForm }> = { endForm: async () => ({ tickets: [] }) };
  const chat = async () => {
    throw new Error('not called');
  };
  // @ts-expect-error a row without its handler
  const missing = serve(ports, callers, { endForm, abandon }, { ...fits });
  // @ts-expect-error a handler without a row
  const surplus = serve(ports, callers, { endForm }, { endForm: fits.endForm, abandon: chat });
  // @ts-expect-error an answer that is not the row's
  const wrong = serve(ports, callers, { endForm }, { endForm: async () => ({ tickets: [{ n: 'one' }] }) });
  // @ts-expect-error a row whose name has no path
  const nowhere = () => operations({ forgotten: { who: 'staff', summary: '', status: 204 } });
  expect([missing.length, surplus.length, wrong.length, nowhere]).toEqual([2, 1, 1, expect.any(Function)]);
});
