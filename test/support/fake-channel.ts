import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { patience } from './pace.ts';

/** What a bot has sent to a channel. */
export interface ChannelActivity {
  readonly id: string;
  /** The conversation of its address. */
  readonly conversation: string;
  readonly type: string;
  readonly text?: string;
  readonly name?: string;
  readonly from?: { readonly id: string };
  readonly recipient?: { readonly id: string };
}

/** What a channel does with an activity in place of showing it and answering 200. */
export interface ChannelFault {
  /** Its user sees it all the same. */
  readonly shows: boolean;
  /** The status of its answer, or how it answers not at all. */
  readonly answers: number | 'never' | 'by a reset';
}

/** A user's activity as the channel posts it; what is left out is the one user's of this channel. */
export interface PostedActivity {
  readonly id: string;
  readonly type?: string;
  readonly text?: string;
  readonly conversation?: { readonly id: string; readonly [member: string]: unknown };
  readonly from?: { readonly id: string; readonly name: string };
  /** Whatever else channels put into one. */
  readonly [member: string]: unknown;
}

/** The connector of a channel on this machine, as Bot Framework Emulator has one. */
export interface FakeChannel {
  /** The serviceUrl of its activities. */
  readonly url: string;
  /** Everything that was sent to it, in order, repeats included. */
  readonly received: readonly ChannelActivity[];
  /** How many more activities are answered; the rest is received and left without an answer. */
  answers: number;
  /** What is wrong with it when this activity comes. */
  fault: (activity: ChannelActivity) => ChannelFault | undefined;
  /** Hears of every activity as it comes. */
  heard: (activity: ChannelActivity, shown: boolean) => void;
  /** Posts an activity of the user to the bot's messaging endpoint, as the channel does. */
  post(bot: string, activity: PostedActivity): Promise<number>;
  stop(): Promise<void>;
}

export async function startFakeChannel(conversation: string): Promise<FakeChannel> {
  const received: ChannelActivity[] = [];
  const server = createServer((request, response: ServerResponse) => {
    void text(request).then((body) => {
      const at = /\/conversations\/([^/]+)/.exec(request.url ?? '')?.[1] ?? '';
      const activity = { ...(JSON.parse(body) as ChannelActivity), conversation: decodeURIComponent(at) };
      received.push(activity);
      const { shows, answers } = channel.fault(activity) ?? { shows: true, answers: 200 };
      channel.heard(activity, shows);
      if (answers === 'by a reset') return void request.socket.resetAndDestroy();
      if (answers === 'never' || channel.answers-- <= 0) return;
      response.writeHead(answers, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: `at-channel-${received.length}` }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const channel: FakeChannel = {
    url: `http://127.0.0.1:${port}`,
    received,
    answers: Number.POSITIVE_INFINITY,
    fault: () => undefined,
    heard: () => {},
    async post(bot, activity) {
      const response = await fetch(`${bot}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          type: 'message',
          channelId: 'emulator',
          serviceUrl: channel.url,
          conversation: { id: conversation },
          from: { id: 'user-1', name: 'Dana Reyes' },
          recipient: { id: 'bot-1', name: 'Bot' },
          timestamp: new Date().toISOString(),
          ...activity,
        }),
        signal: AbortSignal.timeout(patience(30_000)),
      });
      await response.body?.cancel();
      return response.status;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return channel;
}
