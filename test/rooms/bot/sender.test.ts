import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DIRECT_LINE, type Reference } from '../../../src/bot/reference.ts';
import { createSender, type SenderTools } from '../../../src/bot/sender.ts';
import { Problem } from '../../../src/shared/http/problem.ts';
import { createOutgoing, OutgoingError, type OutgoingHttp } from '../../../src/shared/outgoing.ts';
import { type Channel, type ChannelAnswer, startChannel } from './front-door.ts';

let channel: Channel;
let asked: boolean[];
beforeEach(async () => {
  channel = await startChannel();
  asked = [];
});
afterEach(() => channel.close());

const outgoing = createOutgoing();
const impatient: OutgoingHttp = (request) => outgoing({ ...request, deadlineMs: 300 });

const toThe = (serviceUrl: string, id = 'conv/1 ?#'): Reference => ({
  serviceUrl,
  channelId: 'test',
  conversation: { id },
  bot: { id: 'bot', name: 'Helper' },
  user: { id: 'user-1', name: 'Dana' },
});

const sender = (more: Partial<SenderTools> = {}) =>
  createSender({
    http: outgoing,
    authorize: async (_url, fresh) => {
      asked.push(fresh);
      return fresh ? 'Bearer new' : 'Bearer old';
    },
    isAllowed: () => true,
    postToDirectLine: async () => {},
    ...more,
  });

const hello = { id: 'a-1', type: 'message', text: 'Hello' };
const soon = () => new Date(Date.now() + 20_000).toUTCString();

describe('one POST, and what its answer means', () => {
  test.each<[string, ChannelAnswer, object]>([
    ['200', { status: 200 }, { kind: 'delivered' }],
    ['201', { status: 201 }, { kind: 'delivered' }],
    ['202', { status: 202 }, { kind: 'delivered' }],
    ['204', { status: 204 }, { kind: 'delivered' }],
    ['302', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, { kind: 'refused', gone: false }],
    ['307', { status: 307, headers: { location: '/elsewhere' } }, { kind: 'refused', gone: false }],
    ['400', { status: 400 }, { kind: 'refused', gone: false }],
    ['403', { status: 403 }, { kind: 'refused', gone: true }],
    ['404', { status: 404 }, { kind: 'refused', gone: true }],
    ['408', { status: 408 }, { kind: 'uncertain' }],
    ['409', { status: 409 }, { kind: 'refused', gone: false }],
    ['412', { status: 412 }, { kind: 'busy' }],
    ['413', { status: 413 }, { kind: 'refused', gone: false }],
    ['500', { status: 500 }, { kind: 'uncertain' }],
    ['502', { status: 502 }, { kind: 'uncertain' }],
    ['503', { status: 503 }, { kind: 'busy' }],
    ['504', { status: 504 }, { kind: 'uncertain' }],
    ['599', { status: 599 }, { kind: 'uncertain' }],
    ['a reset', 'reset', { kind: 'uncertain' }],
  ])('%s', async (_name, answer, result) => {
    channel.answers.push(answer);
    expect(await sender()(toThe(channel.url), hello)).toMatchObject(result);
    expect(channel.posted).toHaveLength(1);
  });

  test.each<[string, string | undefined, number | undefined]>([
    ['seconds', '7', 7_000],
    ['zero', '0', undefined],
    ['far too many seconds', '1000000000', 30_000],
    ['no number at all', '1e9', undefined],
    ['a negative number', '-5', undefined],
    ['a fraction', '1.5', undefined],
    ['a date that has passed', 'Wed, 21 Oct 2015 07:28:00 GMT', undefined],
    ['nonsense', 'later', undefined],
    ['nothing', undefined, undefined],
  ])('429 with a Retry-After of %s', async (_name, header, wait) => {
    channel.answers.push({
      status: 429,
      ...(header !== undefined && { headers: { 'retry-after': header } }),
    });
    const result = await sender()(toThe(channel.url), hello);
    expect(result).toMatchObject({ kind: 'busy' });
    expect('retryAfterMs' in result ? result.retryAfterMs : undefined).toBe(wait);
    expect(channel.posted).toHaveLength(1);
  });

  test('429 with a date to come', async () => {
    channel.answers.push({ status: 429, headers: { 'retry-after': soon() } });
    const result = await sender()(toThe(channel.url), hello);
    expect(result).toMatchObject({ kind: 'busy', retryAfterMs: expect.any(Number) });
    const wait = 'retryAfterMs' in result ? (result.retryAfterMs ?? 0) : 0;
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(20_000);
  });

  test('a channel that accepts and never answers: uncertain after the deadline, sent once', async () => {
    channel.answers.push('hang');
    expect(await sender({ http: impatient })(toThe(channel.url), hello)).toMatchObject({ kind: 'uncertain' });
    expect(channel.posted).toHaveLength(1);
  });

  test('a channel that answers a byte at a time does not hold the lane', async () => {
    let drip: NodeJS.Timeout | undefined;
    channel.answers.push((_request, response) => {
      response.writeHead(200);
      drip = setInterval(() => response.write(' '), 20);
    });
    expect(await sender({ http: impatient })(toThe(channel.url), hello)).toMatchObject({ kind: 'uncertain' });
    clearInterval(drip);
    expect(channel.posted).toHaveLength(1);
  });

  test('a channel that cannot be reached: busy, since nothing was shown', async () => {
    await channel.close();
    expect(await sender()(toThe(channel.url), hello)).toMatchObject({ kind: 'busy' });
  });

  test('every exchange has a deadline of at most eight seconds and a cap on the answer', async () => {
    const requests: { deadlineMs?: number; maxBytes?: number }[] = [];
    const http: OutgoingHttp = async (request) => {
      requests.push(request);
      return { status: 200, headers: {}, body: '' };
    };
    await sender({ http })(toThe(channel.url), hello);
    expect(requests[0]?.deadlineMs).toBeLessThanOrEqual(8_000);
    expect(requests[0]?.maxBytes).toBeLessThanOrEqual(64 * 1024);
  });
});

describe('the token', () => {
  test('is fetched anew once after a 401, and that is the one POST that counts', async () => {
    channel.answers.push({ status: 401 });
    expect(await sender()(toThe(channel.url), hello)).toEqual({ kind: 'delivered' });
    expect(channel.posted.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
    expect(asked).toEqual([false, true]);
  });

  test('a second 401 is a refusal; there is no third try', async () => {
    channel.answers.push({ status: 401 }, { status: 401 });
    expect(await sender()(toThe(channel.url), hello)).toMatchObject({ kind: 'refused', gone: false });
    expect(channel.posted).toHaveLength(2);
  });

  test('without an app id a 401 is a refusal at once', async () => {
    channel.answers.push({ status: 401 });
    const send = sender({ authorize: async () => undefined });
    expect(await send(toThe(channel.url), hello)).toMatchObject({ kind: 'refused', gone: false });
    expect(channel.posted).toHaveLength(1);
    expect(channel.posted[0]?.headers.authorization).toBeUndefined();
  });

  test('that cannot be had is no loss: nothing was sent, so it is tried again', async () => {
    const send = sender({
      authorize: async () => {
        throw new Error('the sign-in service does not answer');
      },
    });
    expect(await send(toThe(channel.url), hello)).toMatchObject({ kind: 'busy' });
    expect(channel.posted).toEqual([]);
  });
});

describe('the address', () => {
  test('[S22] a stored one that is not on the allow-list is never called', async () => {
    const send = sender({ isAllowed: () => false });
    expect(await send(toThe(channel.url), hello)).toMatchObject({ kind: 'refused', gone: false });
    expect(channel.posted).toEqual([]);
    expect(asked).toEqual([]);
  });

  test.each([
    [404, true],
    [400, false],
  ])('what our own Direct Line refuses with %i is refused; its user is gone: %s', async (status, gone) => {
    const postToDirectLine = async () => {
      throw new Problem(status, 'x', 'no');
    };
    const send = sender({ postToDirectLine });
    expect(await send(toThe(DIRECT_LINE), hello)).toMatchObject({ kind: 'refused', gone });
  });

  test('the conversation’s id cannot leave its place in the path', async () => {
    await sender()(toThe(`${channel.url}//`, '../../v3/admin?x=#'), hello);
    expect(channel.posted[0]?.path).toBe('/v3/conversations/..%2F..%2Fv3%2Fadmin%3Fx%3D%23/activities');
  });

  test('our own Direct Line is reached in the process', async () => {
    const put: unknown[] = [];
    const send = sender({ postToDirectLine: async (id, activity) => void put.push([id, activity]) });
    expect(await send(toThe(DIRECT_LINE, 'dl-1'), hello)).toEqual({ kind: 'delivered' });
    expect(put).toEqual([
      [
        'dl-1',
        expect.objectContaining({ id: 'a-1', text: 'Hello', recipient: { id: 'user-1', name: 'Dana' } }),
      ],
    ]);
    expect(channel.posted).toEqual([]);
  });

  test('an error of ours is not taken for an answer of the channel', async () => {
    const http: OutgoingHttp = async () => {
      throw new TypeError('a bug');
    };
    await expect(sender({ http })(toThe(channel.url), hello)).rejects.toThrow('a bug');
    const away: OutgoingHttp = async () => {
      throw new OutgoingError('unreachable', 'x');
    };
    expect(await sender({ http: away })(toThe(channel.url), hello)).toMatchObject({ kind: 'busy' });
  });
});
