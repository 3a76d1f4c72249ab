import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { csv } from '../../../src/admin/csv.ts';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  room = await openAgentsRoom();
  for (const id of ['alice', 'carl', 'sam']) tokens[id] = await room.signIn(id);
});
afterAll(() => room?.close());

const read = (query = '', who = 'sam') =>
  room.call('GET', `/api/v1/admin/report${query}`, { token: tokens[who] });
const text = async (query: string) => {
  const response = await fetch(`${room.url}/api/v1/admin/report${query}`, {
    headers: { authorization: `Bearer ${tokens.sam}` },
  });
  return { headers: response.headers, text: await response.text() };
};
const post = (who: string, id: string, action: string, body = {}) =>
  room.call('POST', `/api/v1/chats/${id}/${action}`, { token: tokens[who], body });

test('a supervisor reads how each request went, from the wish to its close [row 115] [row 116]', async () => {
  const id = await room.arrive({ topic: 'VPN', region: 'EMEA', queue: 'Network' });
  await post('alice', id, 'accept');
  await post('alice', id, 'messages', { text: 'Hello' });
  await post('alice', id, 'end', {});
  const rows = (await read()).body.rows.filter(({ chat }: { chat: string }) => chat === id);
  const place = {
    company: 'Calbro Services',
    region: 'EMEA',
    queue: 'Network',
    topic: 'VPN',
    channel: 'test',
  };
  const whole = { wait: expect.any(Number), start: expect.any(String), end: expect.any(String) };
  expect(rows).toMatchObject([
    { event: 'live-agent-request', status: 'open', ...place },
    { event: 'transfer-to-agent', status: 'succeeded', ...place, ...whole, agent: 'alice' },
    {
      event: 'live-agent-request',
      status: 'complete',
      ...place,
      ...whole,
      duration: expect.any(Number),
      firstAnswer: expect.any(Number),
      agent: 'alice',
      disposition: 'unresolved',
      transfers: 0,
    },
  ]);
  expect(JSON.stringify(rows)).not.toContain('Dana');
});

test('it comes as CSV too, in pages; what would be a formula there is text', async () => {
  const id = await room.arrive({ topic: '=HYPERLINK("http://evil","a, b")' });
  const head = (await read('?limit=1')).body;
  expect(head.rows).toHaveLength(1);
  const first = await text('?format=csv&limit=1');
  expect(first.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(first.headers.get('link')).toBe(
    `</api/v1/admin/report?format=csv&limit=1&after=${head.next}>; rel="next"`,
  );
  const lines = (await text(`?format=csv&after=${head.next}`)).text.split('\r\n');
  expect(lines[0]).toBe(
    'id,event,status,start,end,duration,wait,firstAnswer,company,region,queue,topic,source,channel,agent,transfers,disposition,reason,chat',
  );
  const row = lines.find((line) => line.endsWith(id));
  expect(row).toContain(`"'=HYPERLINK(""http://evil"",""a, b"")"`);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+49 30', "'+49 30"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  [' =1', "' =1"],
  ['\r=1', '"\'\r=1"'],
  ['＝1+1', "'＝1+1"],
  ['two\nlines', '"two\nlines"'],
  ['a "quoted" word', '"a ""quoted"" word"'],
  ['plain', 'plain'],
  [-2, '-2'],
  [undefined, ''],
])('a cell of %j', (value, cell) => {
  expect(csv(['a', 'b'], [{ a: value, b: 'x' }])).toBe(`a,b\r\n${cell},x\r\n`);
});

test('days and pages are asked for; what is no day is refused with what is wrong', async () => {
  const today = new Date().toISOString().slice(0, 10);
  expect((await read(`?from=${today}&to=${today}`)).body.rows.length).toBeGreaterThan(0);
  expect((await read('?from=2001-01-01&to=2001-12-31')).body).toEqual({ rows: [] });
  for (const query of ['from=yesterday', 'after=x', 'limit=0', 'format=xml', 'from=2026-02-02&to=2026-02-01'])
    expect(await read(`?${query}`)).toMatchObject({ status: 400, body: { code: 'malformed' } });
});

test('it is for supervisors, of their own companies and queues', async () => {
  expect(await read('', 'alice')).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
  expect((await room.call('GET', '/api/v1/admin/report')).status).toBe(401);
  const carl = room.accounts.get('carl');
  if (carl === undefined) throw new Error('no carl');
  room.accounts.set('carl', { ...carl, roles: ['agent', 'supervisor'] });
  const other = await room.arrive({ company: 'Other' });
  await room.arrive();
  const { rows } = (await read('', 'carl')).body;
  expect(rows.map(({ chat }: { chat: string }) => chat)).toEqual([other]);
});
