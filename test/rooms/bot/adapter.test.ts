import { afterEach, describe, expect, test } from '@jest/globals';
import {
  ActivityTypes,
  type CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type TurnContext,
} from 'botbuilder';
import {
  ClaimsIdentity,
  type ConnectorClient,
  ConnectorFactory,
  type UserTokenClient,
} from 'botframework-connector';
import { KeptAuthentication } from '../../../src/bot/authentication.ts';
import { createChannelHttp } from '../../../src/bot/channel-http.ts';
import { openAuthentication } from '../../../src/bot/credentials.ts';
import { StartupError } from '../../../src/shared/startup-error.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor | undefined;
afterEach(() => door?.close());

const opened = async (agent: (context: TurnContext) => Promise<unknown>): Promise<FrontDoor> => {
  door = await openFrontDoor(agent);
  return door;
};

describe('a bot’s reply', () => {
  test('is one POST, from the bot to the user, under an id of its own', async () => {
    const { say, channel, conversation } = await opened((context) =>
      context.sendActivity({ type: 'message', text: 'Hello back' }),
    );
    expect((await say('Hello')).status).toBe(200);
    expect(channel.posted).toHaveLength(1);
    expect(channel.posted[0]?.path).toBe(`/v3/conversations/${conversation}/activities`);
    expect(channel.posted[0]?.body).toMatchObject({
      type: 'message',
      text: 'Hello back',
      id: expect.stringMatching(/^r-/),
      from: { id: 'bot' },
      recipient: { id: 'user-1' },
      channelId: 'test',
    });
  });

  test.each([408, 412, 429, 500, 502, 503, 504, 403, 404])(
    'that the channel answers with %i is not sent a second time',
    async (status) => {
      const results: string[] = [];
      const { say, channel } = await opened((context) =>
        context.sendActivity('Hello back').then(
          () => results.push('sent'),
          () => results.push('threw'),
        ),
      );
      channel.answers.push({ status });
      expect((await say('Hello')).status).toBe(200);
      expect(channel.posted).toHaveLength(1);
      // What may have been shown counts as sent; what certainly was not is the bot's to know.
      expect(results).toEqual([[408, 500, 502, 504].includes(status) ? 'sent' : 'threw']);
    },
  );

  test('several in one turn keep their order, each with its own id', async () => {
    const { say, channel } = await opened(async (context) => {
      await context.sendActivities([{ type: 'typing' }, { text: 'one' }, { text: 'two' }]);
      await context.sendActivity('three');
    });
    await say('Hello');
    expect(channel.posted.map(({ body }) => body.text ?? body.type)).toEqual([
      'typing',
      'one',
      'two',
      'three',
    ]);
    expect(new Set(channel.posted.map(({ body }) => body.id)).size).toBe(4);
  });

  test('has the same id when the same activity is done again, and another for another activity', async () => {
    let broken = true;
    const { say, channel } = await opened(async (context) => {
      await context.sendActivity('first');
      if (broken) throw new Error('half-way');
    });
    expect((await say('x', 'a-1')).status).toBe(500);
    broken = false;
    expect((await say('x', 'a-1')).status).toBe(200);
    expect((await say('x', 'a-2')).status).toBe(200);
    const ids = channel.posted.flatMap(({ body }) => (body.text === 'first' ? [body.id] : []));
    expect(ids).toHaveLength(3);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('to activities that have no id has an id of its own each time', async () => {
    const { post, channel } = await opened((context) => context.sendActivity('noted'));
    await post({ type: 'event', name: 'one', value: 1 });
    await post({ type: 'event', name: 'two', value: 2 });
    const ids = channel.posted.map(({ body }) => body.id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
  });

  test('that is a trace stays in the house', async () => {
    const { say, channel } = await opened(async (context) => {
      await context.sendActivity({ type: ActivityTypes.Trace, name: 'debug' });
      await context.sendActivity('Hello back');
    });
    await say('Hello');
    expect(channel.posted.map(({ body }) => body.text)).toEqual(['Hello back']);
  });
});

describe('other ways of answering', () => {
  test('an invoke is answered in the response', async () => {
    const { post, channel } = await opened((context) =>
      context.sendActivity({ type: 'invokeResponse', value: { status: 207, body: { done: true } } }),
    );
    const reply = await post({ type: 'invoke', name: 'task/fetch', id: 'i-1', value: {} });
    expect(reply).toMatchObject({ status: 207, body: { done: true } });
    expect(channel.posted).toEqual([]);
  });

  test('an invoke that nobody handles is a 501', async () => {
    const { post } = await opened(async () => {});
    expect((await post({ type: 'invoke', name: 'nobody/knows', id: 'i-1' })).status).toBe(501);
  });

  test('expectReplies gets all replies in the response and no POST', async () => {
    const { say, channel } = await opened(async (context) => {
      await context.sendActivity('one');
      await context.sendActivity('two');
    });
    const reply = await say('Hello', 'e-1', { deliveryMode: 'expectReplies' });
    expect(reply.status).toBe(200);
    expect(reply.body.activities.map(({ text }: { text: string }) => text)).toEqual(['one', 'two']);
    expect(channel.posted).toEqual([]);
  });
});

describe('the SDK’s clients', () => {
  const identity = new ClaimsIdentity([]);
  class Counting extends ConfigurationBotFrameworkAuthentication {
    connectors = 0;
    userTokens = 0;
    override createConnectorFactory(): ConnectorFactory {
      const made = () => {
        this.connectors += 1;
        return { n: this.connectors } as unknown as ConnectorClient;
      };
      return new (class extends ConnectorFactory {
        override async create(): Promise<ConnectorClient> {
          return made();
        }
      })();
    }
    override async createUserTokenClient(): Promise<UserTokenClient> {
      this.userTokens += 1;
      return {
        getUserToken: async (user: string) => ({ token: `of ${user}` }),
      } as unknown as UserTokenClient;
    }
  }

  test('a connector client is kept per serviceUrl and audience', async () => {
    const inner = new Counting({});
    const kept = new KeptAuthentication(inner);
    const [a, b] = [kept.createConnectorFactory(identity), kept.createConnectorFactory(identity)];
    const first = await a.create('http://127.0.0.1:1', 'x');
    expect(await b.create('http://127.0.0.1:1', 'x')).toBe(first);
    expect(await a.create('http://127.0.0.1:1', 'y')).not.toBe(first);
    expect(await a.create('http://127.0.0.1:2', 'x')).not.toBe(first);
    expect(inner.connectors).toBe(3);
  });

  test('however many serviceUrls come by, only so many clients are kept', async () => {
    const inner = new Counting({});
    const factory = new KeptAuthentication(inner).createConnectorFactory(identity);
    const first = await factory.create('http://127.0.0.1:0', 'x');
    for (let port = 1; port <= 500; port++) await factory.create(`http://127.0.0.1:${port}`, 'x');
    expect(await factory.create('http://127.0.0.1:0', 'x')).not.toBe(first);
    expect(inner.connectors).toBe(502);
  });

  test('a user-token client is made when a bot asks for it, once', async () => {
    const inner = new Counting({});
    const client = await new KeptAuthentication(inner).createUserTokenClient(identity);
    expect(inner.userTokens).toBe(0);
    expect(await client.getUserToken('dana', 'c', 'test', '')).toEqual({ token: 'of dana' });
    await client.getUserToken('dana', 'c', 'test', '');
    expect(inner.userTokens).toBe(1);
  });

  test('a bot finds it where the SDK puts it', async () => {
    let found: unknown;
    const { say } = await opened(async (context) => {
      found = context.turnState.get((context.adapter as CloudAdapter).UserTokenClientKey);
    });
    await say('Hello');
    expect(typeof (found as UserTokenClient).getUserToken).toBe('function');
  });
});

describe('the registration', () => {
  test.each([
    [
      'a single tenant without its tenant',
      { MicrosoftAppId: 'x', MicrosoftAppPassword: 'y', MicrosoftAppType: 'SingleTenant' },
    ],
    [
      'a single tenant without its password',
      { MicrosoftAppId: 'x', MicrosoftAppType: 'SingleTenant', MicrosoftAppTenantId: 't' },
    ],
    ['a managed identity without its tenant', { MicrosoftAppId: 'x', MicrosoftAppType: 'UserAssignedMsi' }],
  ])('%s is refused at the start, and the message says what to set', (_what, credentials) => {
    expect(() => openAuthentication(credentials, createChannelHttp())).toThrow(StartupError);
    expect(() => openAuthentication(credentials, createChannelHttp())).toThrow(
      expect.objectContaining({ fix: expect.stringMatching(/MicrosoftAppId/) }),
    );
  });
});
