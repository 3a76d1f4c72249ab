import { randomUUID } from 'node:crypto';
import type { ChatView, EntryView } from '../../src/api/views.ts';
import { acknowledged } from './acknowledged.ts';
import { eventually } from './eventually.ts';
import { type Agent, User } from './people.ts';
import type { Auditor } from './sandbox.ts';
import { between, pause } from './seeded.ts';

/** How far a story goes: to the queue, into the talk, or to its end. */
export type StoryKind = 'waiting' | 'talking' | 'ended';

/** One user's way to an agent, with all that was acknowledged on it, in order. */
export interface Story {
  readonly kind: StoryKind;
  /** Stands in the user's first words, and so in the description of every ticket of this chat. */
  readonly mark: string;
  readonly user: User;
  readonly agent: Agent;
  readonly chat: string;
  /** Texts whose request was answered 2xx. */
  readonly said: { readonly user: string[]; readonly agent: string[]; readonly notes: string[] };
  readonly ticketWished: boolean;
}

/** How long an actor may be kept from going on by one outage. */
const PATIENCE_MS = 60_000;
const MOST_PAUSE_MS = 30;

/**
 * Plays a story against a server that may be away at any moment. A request that was not answered is
 * asked again under the same key, so whatever it did, it must have done once.
 */
export async function playStory(
  url: string,
  agent: Agent,
  mark: string,
  kind: StoryKind,
  random: () => number,
): Promise<Story> {
  const said = { user: [] as string[], agent: [] as string[], notes: [] as string[] };
  const user = await eventually(() => User.arrive(url, `User of ${mark}`), `${mark} arrives`, PATIENCE_MS);
  const say = async (text: string) => {
    const key = randomUUID();
    await acknowledged(() => user.say(text, key), `${mark}: ${text}`, PATIENCE_MS);
    said.user.push(text);
    await pause(between(random, 0, MOST_PAUSE_MS));
  };
  const act = async (path: string, body: object = {}) => {
    const key = randomUUID();
    await acknowledged(() => agent.do(path, body, key), `${mark}: ${path}`, PATIENCE_MS);
    await pause(between(random, 0, MOST_PAUSE_MS));
  };

  await say(`My VPN does not connect ${mark}`);
  await say('transfer to live chat');
  await say('Yes');
  const { id: chat } = await eventually(
    async () => (await agent.list('queue')).chats.find((one) => one.user.id === user.userId),
    `${mark} waits in the queue`,
    PATIENCE_MS,
  );
  if (kind === 'waiting') return { kind, mark, user, agent, chat, said, ticketWished: false };

  await act(`/chats/${chat}/accept`);
  const ticketAt = between(random, 1, 5);
  const userTalks = async () => {
    for (let i = 1; i <= 4; i += 1) await say(`${mark} user ${i}.`);
  };
  const agentTalks = async () => {
    for (let i = 1; i <= 4; i += 1) {
      if (i === ticketAt) await act(`/chats/${chat}/tickets`, { type: 'incident' });
      await act(`/chats/${chat}/messages`, { text: `${mark} agent ${i}.` });
      said.agent.push(`${mark} agent ${i}.`);
      if (i % 2 === 0) {
        await act(`/chats/${chat}/notes`, { text: `${mark} note ${i}.` });
        said.notes.push(`${mark} note ${i}.`);
      }
    }
  };
  // The other is waited for, so that nothing goes on behind a story that failed.
  for (const talk of await Promise.allSettled([userTalks(), agentTalks()]))
    if (talk.status === 'rejected') throw talk.reason;
  if (kind === 'ended')
    await act(`/chats/${chat}/end`, { resolveTicket: true, resolution: `Resolved ${mark}` });
  return { kind, mark, user, agent, chat, said, ticketWished: ticketAt <= 4 };
}

/** What is wrong with how a story stands in the chat's log, at the user and in the ITSM; nothing where all is well. */
export async function faultsOf(story: Story, auditor: Auditor): Promise<readonly string[]> {
  const { chat, entries } = await story.agent.read(story.chat);
  const heard = await story.user.all();
  return [
    ...logFaults(story, chat, entries),
    ...userFaults(story, heard),
    ...(await ticketFaults(story, chat, auditor)),
  ].map((fault) => `${story.mark} (${story.chat}): ${fault}`);
}

function logFaults({ kind, said, ticketWished }: Story, chat: ChatView, entries: readonly EntryView[]) {
  const textsOf = (author: string, type: string) =>
    entries.filter((one) => one.author.kind === author && one.type === type).map(({ text }) => text);
  const status = { waiting: 'queued', talking: 'assigned', ended: 'closed' }[kind];
  const accepted = kind === 'waiting' ? 0 : 1;
  const ended = kind === 'ended' ? 1 : 0;
  const ticket = ticketWished ? 1 : 0;
  return [
    ...differs('status', chat.status, status),
    ...differs(
      'numbers of the log',
      numbers(entries),
      entries.map((_, i) => i + 1),
    ),
    ...differs('words of the user', textsOf('user', 'message'), said.user),
    ...differs('words of the agent', textsOf('agent', 'message'), said.agent),
    ...differs('side notes', textsOf('agent', 'note'), said.notes),
    ...Object.entries({
      'chat-requested': 1,
      'chat-accepted': accepted,
      'ticket-requested': ticket,
      'ticket-created': ticket,
      'ticket-updated': ticket * ended,
      'ticket-failed': 0,
      'chat-ended': ended,
    }).flatMap(([code, times]) => differs(code, entries.filter((one) => one.code === code).length, times)),
    ...differs(
      'lines that did not reach the user',
      entries
        .filter((one) => one.delivery !== undefined && one.delivery !== 'delivered')
        .map(({ text }) => text),
      [],
    ),
  ];
}

function userFaults({ kind, mark, user, said }: Story, heard: Awaited<ReturnType<User['all']>>) {
  const texts = heard.filter(({ type }) => type === 'message');
  const times = (text: RegExp) => texts.filter((one) => text.test(one.text ?? '')).length;
  return [
    ...differs('ids at the user', new Set(heard.map(({ id }) => id)).size, heard.length),
    ...differs(
      'own words at the user',
      texts.filter(({ from }) => from.id === user.userId).map(({ text }) => text),
      said.user,
    ),
    ...differs(
      'words of the agent at the user',
      texts.map(({ text }) => text ?? '').filter((text) => text.startsWith(`${mark} agent`)),
      said.agent,
    ),
    ...differs('handovers by the virtual agent', times(/^I am passing you on/), 1),
    ...differs('notices of waiting', times(/^You are in the queue/), 1),
    ...differs('notices of joining', times(/has joined the chat/), kind === 'waiting' ? 0 : 1),
    ...differs('notices of the end', times(/has ended the chat/), kind === 'ended' ? 1 : 0),
    ...differs('side notes at the user', times(/ note \d/), 0),
  ];
}

/** Counted in the ITSM, by the user's words in the description: what we believe does not count. */
async function ticketFaults({ kind, mark, said, ticketWished }: Story, chat: ChatView, auditor: Auditor) {
  const incidents = (await auditor.incidents()).filter((one) =>
    one['Detailed Decription']?.includes(`${mark}`),
  );
  const counted = differs('incidents', incidents.length, ticketWished ? 1 : 0);
  const [incident] = incidents;
  if (incident === undefined || counted.length > 0) return counted;
  const faults = differs('number in the chat', chat.tickets[0]?.displayId, incident['Incident Number']);
  if (kind !== 'ended') return faults;
  const info = await auditor.workInfo(incident['Incident Number'] ?? '');
  const written = [incident['Detailed Decription'], ...info.map((one) => one['Detailed Description'])].join(
    '\n',
  );
  return [
    ...faults,
    ...differs('status of the incident', incident.Status, 'Resolved'),
    ...differs('its resolution', incident.Resolution, `Resolved ${mark}`),
    ...[...said.user, ...said.agent]
      .filter((text) => text.startsWith(mark))
      .flatMap((text) => differs(`"${text}" in the incident`, written.split(text).length - 1, 1)),
    ...differs('side notes in the incident', / note \d/.test(written), false),
  ];
}

const numbers = (entries: readonly EntryView[]) => entries.map(({ seq }) => seq);

function differs(what: string, found: unknown, wanted: unknown): readonly string[] {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  return a === b ? [] : [`${what}: ${a} instead of ${b}`];
}
