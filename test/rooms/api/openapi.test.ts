import { expect, test } from '@jest/globals';
import type { OfficePorts } from '../../../src/admin/ports.ts';
import { createOffice } from '../../../src/admin/room.ts';
import { openApi } from '../../../src/api/openapi.ts';
import { OPERATIONS } from '../../../src/api/operations/index.ts';
import type { DeskPorts } from '../../../src/desk/ports.ts';
import { createDesk } from '../../../src/desk/room.ts';
import { createPeople } from '../../../src/people/room.ts';
import { systemClock } from '../../../src/shared/clock.ts';

const rows = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`);

test('every route of desk and office has its row, and every row its route', () => {
  const ports = { clock: systemClock } as DeskPorts & OfficePorts;
  const people = createPeople(ports);
  const served = [...createDesk(ports, people).routes, ...createOffice(ports, people).routes].map(
    ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
  );
  expect(rows.filter((row) => row.includes('/api/v1/')).toSorted()).toEqual(served.toSorted());
});

test('the document names requests, answers and refusals of each', () => {
  const { paths } = openApi() as { paths: Record<string, Record<string, Record<string, unknown>>> };
  const end = paths['/api/v1/chats/{id}/end']?.post;
  expect(end).toMatchObject({
    security: [{ session: [] }],
    parameters: [{ name: 'id', in: 'path', required: true }],
    requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
    responses: { 200: {}, default: { content: { 'application/problem+json': {} } } },
  });
  expect(paths['/api/v1/session']?.post?.security).toBeUndefined();
  expect(JSON.stringify(paths['/api/v1/chats']?.get)).toContain('transferred');
});
