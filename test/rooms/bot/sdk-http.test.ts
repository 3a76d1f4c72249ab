import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ClaimsIdentity, type ConnectorClient } from 'botframework-connector';
import { createChannelHttp } from '../../../src/bot/channel-http.ts';
import { openAuthentication } from '../../../src/bot/credentials.ts';

// What a bot asks of a channel beside sending goes through the SDK's own client.
let channel: Server;
let url: string;
let requests: string[] = [];
let status = 200;

beforeAll(async () => {
  channel = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: 'a-1' }));
  });
  await new Promise<void>((resolve) => channel.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(channel.address() as AddressInfo).port}/`;
});
afterAll(() => {
  channel.close();
});
beforeEach(() => {
  requests = [];
});

const client = (): Promise<ConnectorClient> =>
  openAuthentication({}, createChannelHttp())
    .authentication.createConnectorFactory(new ClaimsIdentity([]))
    .create(url);

test('an update is sent and its answer read', async () => {
  status = 200;
  const answer = await (await client()).conversations.updateActivity('c 1', 'a-1', {
    type: 'message',
    text: 'new',
  });
  expect(answer.id).toBe('a-1');
  expect(requests).toEqual(['PUT /v3/conversations/c%201/activities/a-1']);
});

test.each([503])('an update that is answered %d is sent once, though the SDK repeats it', async (failing) => {
  status = failing;
  const update = (await client()).conversations.updateActivity('c', 'a-1', {
    type: 'message',
    text: 'new',
  });
  await expect(update).rejects.toThrow();
  expect(requests).toHaveLength(1);
});
