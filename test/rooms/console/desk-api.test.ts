import { expect, test } from '@jest/globals';
import type { Call } from '../../../src/console/agent/api/client.ts';
import { deskApi, type Upload } from '../../../src/console/agent/api/desk-api.ts';

function listen() {
  const called: (Call | Pick<Upload, 'path' | 'key'>)[] = [];
  const heard = <T>(call: (typeof called)[number]): Promise<T> => {
    called.push(call);
    return Promise.resolve({} as T);
  };
  return { called, api: deskApi(heard, heard) };
}

test('each call is made of its row: parts of the path, query, body and key', async () => {
  const { called, api } = listen();
  await api.transfer({ id: 'chat 1/2', body: { queue: 'Network' }, key: 'k' });
  await api.retryTicket({ id: 'c', n: 3 });
  await api.chats({ query: { view: 'all', limit: 200, after: undefined } });
  await api.articles({ query: { q: 'a&b', chat: 'c' } });
  await api.signOut();
  await api.setAvailability({ body: { available: false } });
  expect(called).toEqual([
    { method: 'POST', path: '/api/v1/chats/chat%201%2F2/transfer', body: { queue: 'Network' }, key: 'k' },
    { method: 'POST', path: '/api/v1/chats/c/tickets/3/retry' },
    { method: 'GET', path: '/api/v1/chats?view=all&limit=200' },
    { method: 'GET', path: '/api/v1/knowledge?q=a%26b&chat=c' },
    { method: 'DELETE', path: '/api/v1/session' },
    { method: 'PUT', path: '/api/v1/me/availability', body: { available: false } },
  ]);
});

test('a file goes up to the path of its row, with its name', async () => {
  const { called, api } = listen();
  const sent = {
    token: 't',
    key: 'k',
    file: new Blob([]),
    signal: AbortSignal.abort(),
    onProgress: () => {},
  };
  await api.putFile({ id: 'c', query: { name: 'ä b.txt' } }, sent);
  expect(called).toMatchObject([{ path: '/api/v1/chats/c/files?name=%C3%A4+b.txt', key: 'k' }]);
});

test('what a row does not take does not compile', () => {
  const { api } = listen();
  const calls = () => [
    // @ts-expect-error a part of the path is missing
    api.transfer({ body: { queue: 'Network' } }),
    // @ts-expect-error a body that the row does not have
    api.invite({ id: 'c', body: { agentId: 'bob', mode: 'guest' } }),
    // @ts-expect-error an operation that there is not
    api.forget(),
  ];
  expect(calls).toEqual(expect.any(Function));
});
