import { readFileSync } from 'node:fs';
import { type Demo, startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { Agent, User } from '../support/people.ts';
import { processesOf } from '../support/processes.ts';
import type { FuzzTarget } from './raw-fuzz.ts';

/** A demo to be fuzzed: its two ports, with somebody signed in at each, and the process behind them. */
export async function openFuzzDemo(
  env: Readonly<Record<string, string>> = {},
): Promise<{ demo: Demo; pid: number; targets: readonly FuzzTarget[] }> {
  const demo = await startDemo({ env });
  const pid = await eventually(
    () =>
      processesOf(demo.process.pid ?? 0).find((one) =>
        readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('src/cli.ts'),
      ),
    'the demo runs',
  );
  const alice = await Agent.signIn(demo.url, 'alice');
  const user = await User.arrive(demo.url);
  const paths = [
    ...[
      '/',
      '/chat',
      '/console',
      '/healthz',
      '/readyz',
      '/metrics',
      '/openapi.json',
      '/site.json',
      '/chat/session',
    ],
    ...[
      '/api/messages',
      '/api/v1/session/resume',
      '/api/v1/me',
      '/api/v1/chats',
      '/api/v1/chats/x',
      '/api/v1/chats/x/messages',
    ],
    ...[
      '/api/v1/knowledge?q=x',
      '/api/v1/events/ticket',
      '/v3/directline/conversations',
      '/files/x/y',
      '/nothing',
    ],
    ...['activities', 'upload?userId=x', 'stream?t=x'].map(
      (what) => `/v3/directline/conversations/${user.conversationId}/${what}`,
    ),
  ];
  const login = await fetch(`${demo.sandboxUrl}/api/jwt/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'username=deskbridge&password=deskbridge',
  });
  const entry = '/api/arsys/v1/entry';
  const targets: readonly FuzzTarget[] = [
    {
      name: 'the server',
      url: demo.url,
      health: '/healthz',
      goal: { host: new URL(demo.url).host, paths, signedIn: `Authorization: Bearer ${alice.token}\r\n` },
      socket: async () => {
        const { body } = await alice.do('/events/ticket');
        return `/api/v1/events?ticket=${body.ticket}`;
      },
    },
    {
      name: 'the sandbox',
      url: demo.sandboxUrl,
      health: '/',
      goal: {
        host: new URL(demo.sandboxUrl).host,
        paths: [
          ...['/', '/style.css', '/tickets/INC1', '/articles/x', '/api/jwt/login', '/api/x'],
          ...[
            `${entry}/HPD:Help%20Desk`,
            `${entry}/HPD:WorkLog?q=%27x%27%20=%20%22`,
            `${entry}/WOI:WorkOrder/x`,
          ],
          ...[`${entry}/HPD:IncidentInterface_Create?fields=values(`, `${entry}/x/y/z`],
        ],
        signedIn: `Authorization: AR-JWT ${await login.text()}\r\n`,
      },
    },
  ];
  return { demo, pid, targets };
}
