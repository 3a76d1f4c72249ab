import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { restify } from '../../../src/shared/http/restify.ts';

test('another server of the process may still chain on writeHead', async () => {
  restify.createServer();
  const server = createServer((_request, response) => {
    response.writeHead(201, { 'x-of': 'another' }).end('whole');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect({ status: answer.status, of: answer.headers.get('x-of'), text: await answer.text() }).toEqual({
    status: 201,
    of: 'another',
    text: 'whole',
  });
  server.close();
});
