import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Settings } from '../../config/schema.ts';
import type { ChatView, DeskFigures } from '../../src/api/views.ts';
import type { Command } from '../../src/handoff/commands.ts';
import { openConsoleSocket } from '../support/console-socket.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk-house.ts';
import { eventually } from '../support/eventually.ts';
import { EVERY_OPERATION, watchOperations } from '../support/operations-used.ts';
import { type Agent, type Reply, User } from '../support/people.ts';

// Two agents, a supervisor and two users at once use every move there is. What was used is held against the
// tables of operations and of commands at the end: a new move needs a place here, or a reason not to have one.

/** Not of the live chat itself; the rooms' own tests and other journeys use them. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'get /api/v1/oidc/sign-in',
  'get /api/v1/oidc/callback',
  'get /api/v1/admin/audit',
  'post /api/v1/chats/{id}/tickets/{n}/retry',
  'post /api/v1/chats/{id}/tickets/{n}/give-up',
  'post /api/v1/chats/{id}/relate',
  'post /api/v1/chats/{id}/knowledge',
  'post /api/v1/chats/{id}/outages',
  'post /api/v1/chats/{id}/request-control',
  'get /api/v1/chats/{id}/customer',
  'get /api/v1/knowledge',
  'get /api/v1/templates',
  'get /api/v1/outages',
  'get /api/v1/admin/tickets',
  'get /api/v1/admin/checks',
]);

/** By what each command comes into the house: an operation, words of a user, or `nobody` where no person wishes it. */
const COMMANDS = {
  'request-handoff': 'user asks for an agent',
  'send-user-message': 'user writes',
  cancel: 'user cancels while waiting',
  rate: 'post /chat/sessions/{id}/rating',
  'send-agent-message': 'post /api/v1/chats/{id}/messages',
  'add-note': 'post /api/v1/chats/{id}/notes',
  accept: 'post /api/v1/chats/{id}/accept',
  release: 'post /api/v1/chats/{id}/release',
  transfer: 'post /api/v1/chats/{id}/transfer',
  assign: 'post /api/v1/chats/{id}/assign',
  'force-close': 'post /api/v1/chats/{id}/force-close',
  invite: 'post /api/v1/chats/{id}/invites',
  'answer-invite': 'post /api/v1/chats/{id}/invites/answer',
  leave: 'post /api/v1/chats/{id}/leave',
  join: 'post /api/v1/chats/{id}/join',
  whisper: 'post /api/v1/chats/{id}/whisper',
  'request-assistance': 'post /api/v1/chats/{id}/assistance',
  end: 'post /api/v1/chats/{id}/end',
  abandon: 'post /api/v1/chats/{id}/abandon',
  'request-ticket': 'post /api/v1/chats/{id}/tickets',
  'relate-ticket': 'post /api/v1/chats/{id}/relate',
  'share-article': 'post /api/v1/chats/{id}/knowledge',
  'pin-link': 'post /api/v1/chats/{id}/knowledge',
  'tell-outage': 'post /api/v1/chats/{id}/outages',
  'request-control': 'post /api/v1/chats/{id}/request-control',
  'retry-ticket': 'post /api/v1/chats/{id}/tickets/{n}/retry',
  'give-up-ticket': 'post /api/v1/chats/{id}/tickets/{n}/give-up',
  'return-from-gone': 'nobody',
  'return-from-former': 'nobody',
  resettle: 'nobody',
  'tell-place': 'nobody',
  'record-earlier-tickets': 'nobody',
  'record-ticket-created': 'nobody',
  'record-ticket-updated': 'nobody',
  'record-ticket-failed': 'nobody',
  'record-user-unreachable': 'nobody',
  'record-held-up': 'nobody',
  'pass-deadline': 'nobody',
} satisfies Record<Command['type'], string>;

let house: DeskHouse;
const watched = watchOperations();
const { used } = watched;
beforeAll(async () => {
  const { desk } = Settings.parse({ desk: { silentMonitoring: true } });
  house = await openDeskHouse({ settings: () => ({ desk }) });
});
afterAll(async () => {
  watched.stop();
  await house?.close();
});

/** Whoever may does it; the answer is the body. */
async function call(
  token: string,
  method: string,
  path: string,
  body?: object | Buffer,
): Promise<Reply['body']> {
  const bytes = body instanceof Buffer;
  const response = await fetch(`${house.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': bytes ? 'application/octet-stream' : 'application/json' }),
      ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
    },
    ...(body !== undefined && { body: bytes ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  const json = response.headers.get('content-type')?.includes('json') === true && text !== '';
  return json ? JSON.parse(text) : text;
}

const api = ({ token }: Agent, method: string, path: string, body?: object | Buffer) =>
  call(token, method, `/api/v1${path}`, body);
/** A move of an agent in a chat. */
const does = (agent: Agent, chat: string, what: string, body: object = {}): Promise<{ chat: ChatView }> =>
  api(agent, 'POST', `/chats/${chat}/${what}`, body);
const chatOf = async (agent: Agent, chat: string): Promise<ChatView> => (await agent.read(chat)).chat;
const listed = async (agent: Agent, view: string) => (await agent.list(view)).chats.map(({ id }) => id);

/** The virtual agent has the user again, as the page is told. */
const isBack = (user: User) =>
  eventually(async () => {
    const states = (await user.heard()).flatMap(({ name, value }) =>
      name === 'handoff.status' ? [value?.state] : [],
    );
    return states.length === 0 || ['completed', 'failed'].includes(states.at(-1) ?? '');
  }, 'the chat before is over for the virtual agent too');

async function asks(user: User, question: string): Promise<void> {
  await isBack(user);
  await user.say(question);
  await user.say('transfer to live chat');
  await user.say('Yes');
  used.add('user asks for an agent');
}

/** The user leaves his chat, in whatever status it is. */
async function cancels(user: User, when: 'waiting' | 'assigned' | 'offered'): Promise<void> {
  await user.post({ type: 'endOfConversation' });
  used.add(`user cancels while ${when}`);
}

async function uploads(user: User, name: string): Promise<void> {
  const form = new FormData();
  form.append('file', new Blob(['what the screen says'], { type: 'text/plain' }), name);
  const url = `${house.url}/v3/directline/conversations/${user.conversationId}/upload?userId=${user.userId}`;
  const { status } = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${user.token}` },
    body: form,
  });
  expect(status).toBe(200);
  used.add('user sends a file');
}

interface Cast {
  readonly alice: Agent;
  readonly bob: Agent;
  readonly sam: Agent;
  /** Proven by the portal; and a user of whom nothing is known. */
  readonly uma: User;
  readonly ugo: User;
}

/** Agents come in and say what they are; users come in and ask, both at once. */
async function begin(): Promise<Cast> {
  await fetch(`${house.url}/chat/files`);
  await fetch(`${house.url}/chat/form`);
  const [alice, bob, sam] = await Promise.all(['alice', 'bob', 'sam'].map(house.signIn));
  if (!alice || !bob || !sam) throw new Error('somebody is missing');
  await api(bob, 'PUT', '/me/availability', { available: false, statusCode: 'Lunch / Break' });
  const back = { available: true, capacity: 3, statusCode: 'Ready / In Chat' };
  expect(await api(bob, 'PUT', '/me/availability', back)).toMatchObject({ available: true, capacity: 3 });
  await api(alice, 'PUT', '/me/screen-name', { screenName: 'Alice of the desk' });
  expect(await api(alice, 'GET', '/me')).toMatchObject({ screenName: 'Alice of the desk' });
  const [uma, ugo] = await Promise.all(['Uma User', 'Ugo User'].map((name) => User.arrive(house.url, name)));
  if (!uma || !ugo) throw new Error('somebody is missing');
  await house.prove(uma.conversationId, 'uma@calbro.example');
  return { alice, bob, sam, uma, ugo };
}

/** Accept, words both ways, typing, notes, prepared texts, files. */
async function talk({ alice, uma }: Cast, chat: string): Promise<void> {
  await does(alice, chat, 'accept');
  await uma.hears('Alice of the desk has joined the chat.');
  await does(alice, chat, 'typing');
  await does(alice, chat, 'messages', { text: 'Which network are you on?' });
  await uma.hears('Which network are you on?');
  await uma.post({ type: 'typing' });
  used.add('user types');
  await uma.say('The one in room 4');
  used.add('user writes');
  await alice.reads(chat, 'The one in room 4');
  await does(alice, chat, 'notes', { text: 'It is the router' });

  await api(alice, 'PUT', '/me/canned-texts/hello', { title: 'Hello', text: 'How can I help?' });
  const { texts } = await api(alice, 'GET', `/canned-texts?chat=${chat}`);
  expect(texts).toEqual(expect.arrayContaining([expect.objectContaining({ text: 'How can I help?' })]));
  await api(alice, 'DELETE', '/me/canned-texts/hello');

  await uploads(uma, 'screen.txt');
  await eventually(
    async () =>
      (await alice.read(chat)).entries.some(({ attachments }) => attachments?.[0]?.name === 'screen.txt'),
    'the agent has the file',
  );
  await api(alice, 'GET', `/chats/${chat}/files-policy`);
  const put = (name: string) =>
    api(alice, 'POST', `/chats/${chat}/files?name=${name}`, Buffer.from('what to do'));
  const { attachment: wrong } = await put('wrong.txt');
  await api(alice, 'DELETE', `/chats/${chat}/files/${wrong.url.split('/')[2]}`);
  const { attachment } = await put('steps.txt');
  await does(alice, chat, 'messages', { text: 'Follow these', attachments: [attachment] });
  await uma.hears('Follow these');
}

/** To an agent, to a queue, back to its own; the note goes with it, and the history. */
async function handOn({ alice, bob, uma }: Cast, chat: string): Promise<void> {
  const { agents, queues } = await api(alice, 'GET', `/chats/${chat}/transfer-targets`);
  expect(agents.map(({ id }: { id: string }) => id)).toContain('bob');
  expect(queues).toContain('Hardware');
  const offered = await does(alice, chat, 'transfer', { agentId: 'bob', note: 'Ask for the room' });
  expect(offered.chat).toMatchObject({ status: 'pending-transfer', transferTo: { id: 'bob' } });
  expect([await listed(alice, 'mine'), await listed(bob, 'transferred')]).toEqual([[], [chat]]);
  await does(bob, chat, 'accept');
  await bob.reads(chat, 'Ask for the room');
  const queued = await does(bob, chat, 'transfer', { queue: 'Hardware' });
  expect(queued.chat).toMatchObject({ status: 'queued', queue: 'Hardware' });
  await uma.hears(/transferred you to Hardware/);
  await does(alice, chat, 'accept');
  expect((await does(alice, chat, 'release')).chat).toMatchObject({ status: 'queued', queue: 'Hardware' });
  await uma.hears(/has released the chat/);
  await does(alice, chat, 'accept');
  await alice.reads(chat, 'Which network are you on?');
}

/** A colleague takes part, then reads along; a supervisor whispers, reads silently, helps and leaves. */
async function getHelp({ alice, bob, sam, uma }: Cast, chat: string): Promise<void> {
  const invite = (mode: string) => does(alice, chat, 'invites', { agentId: 'bob', mode });
  await invite('participant');
  expect(await listed(bob, 'invites')).toEqual([chat]);
  await does(bob, chat, 'invites/answer', { accept: false });
  await invite('participant');
  await does(bob, chat, 'invites/answer', { accept: true });
  await does(bob, chat, 'messages', { text: 'I know that router' });
  await uma.hears('I know that router');
  await does(bob, chat, 'leave');
  await invite('monitor');
  await does(bob, chat, 'invites/answer', { accept: true });
  const silent = await bob.do(`/chats/${chat}/messages`, { text: 'not for me to say' });
  expect([silent.status, silent.body.code]).toEqual([403, 'not-owner']);
  await does(bob, chat, 'leave');

  await does(alice, chat, 'assistance', { text: 'How do I reset it?' });
  const calls = await api(sam, 'GET', '/admin/assistance');
  expect(calls.chats.map(({ id }: ChatView) => id)).toEqual([chat]);
  expect((await api(sam, 'GET', `/chats/${chat}/monitor`)).chat.id).toBe(chat);
  await does(sam, chat, 'whisper', { text: 'Hold the button' });
  await alice.reads(chat, 'Hold the button');
  await does(sam, chat, 'join', { mode: 'monitor' });
  const helped = await does(sam, chat, 'join', { mode: 'participant' });
  expect(helped.chat.assistance).toBeUndefined();
  await does(sam, chat, 'messages', { text: 'We are resetting it' });
  await uma.hears('We are resetting it');
  await does(sam, chat, 'leave');
  expect(JSON.stringify(await uma.all())).not.toMatch(/Hold the button|It is the router|Ask for the room/);
}

/** The first chat ends with its ticket resolved; its user looks back at it, rates it and goes on. */
async function endAndGoOn({ alice, sam, uma }: Cast, chat: string): Promise<string> {
  await does(alice, chat, 'tickets', { type: 'incident' });
  await alice.ticket(chat, 1, 'created');
  await api(alice, 'GET', `/chats/${chat}/end-form`);
  const ended = await does(alice, chat, 'end', { resolveTicket: true, resolution: 'The router was reset' });
  expect(ended.chat).toMatchObject({ status: 'closed', disposition: 'resolved' });
  await uma.hears(/has ended the chat/);
  await alice.ticket(chat, 1, 'Resolved');
  expect(await api(alice, 'GET', `/chats/${chat}/transcript`)).toContain('Which network are you on?');

  const of = (method: string, path: string, body?: object) =>
    call(uma.token, method, `/chat/sessions${path}`, body);
  expect((await of('GET', '')).sessions).toMatchObject([{ id: chat, mayReopen: true }]);
  expect((await of('GET', `/${chat}`)).session.id).toBe(chat);
  expect(await of('GET', `/${chat}/transcript`)).not.toContain('It is the router');
  expect((await of('POST', `/${chat}/rating`, { score: 5 })).session.rating).toEqual({ score: 5 });
  expect((await of('POST', `/${chat}/continue`, {})).conversationId).toBe(uma.conversationId);
  const { session } = await of('POST', `/${chat}/reopen`, {});
  expect(session.reopens).toBe(chat);

  const again = session.id;
  const { status } = await chatOf(sam, again);
  if (status !== 'assigned') await does(alice, again, 'accept');
  const { chats } = await api(alice, 'GET', `/chats/${again}/past`);
  expect(chats.map(({ id }: ChatView) => id)).toEqual([chat]);
  return again;
}

/** A supervisor gives a waiting chat away, moves all that an agent has, and closes what is stuck. */
async function lookAfter({ alice, bob, sam, ugo }: Cast, chat: string, stuck: string): Promise<void> {
  await does(bob, chat, 'accept');
  await does(bob, chat, 'release');
  expect((await does(sam, chat, 'assign', { agentId: 'bob' })).chat).toMatchObject({ agent: { id: 'bob' } });
  const { agents } = await api(sam, 'GET', '/admin/agents');
  expect(agents).toEqual(
    expect.arrayContaining([expect.objectContaining({ id: 'bob', load: 1, online: true })]),
  );
  const moved = await api(sam, 'POST', '/admin/agents/bob/move-chats', { agentId: 'alice' });
  expect(moved.chats).toMatchObject([{ id: chat, moved: true }]);
  await does(alice, chat, 'accept');
  await cancels(ugo, 'assigned');
  await alice.reads(chat, 'End user has cancelled chat.');
  expect((await does(alice, chat, 'end')).chat).toMatchObject({ disposition: 'cancelled' });
  const closed = await does(sam, stuck, 'force-close', { reason: 'its window is gone' });
  expect(closed.chat).toMatchObject({ status: 'closed', disposition: 'unresolved' });
}

/** A user leaves the queue, and leaves while his chat is offered; that one is abandoned, another not resolved. */
async function giveUp({ alice, bob, ugo, uma }: Cast): Promise<void> {
  await asks(ugo, 'My VPN is down again');
  const { id: waiting } = await alice.finds(ugo);
  await cancels(ugo, 'waiting');
  await eventually(
    async () => (await chatOf(alice, waiting)).disposition === 'cancelled',
    'it is closed at once',
  );

  await asks(ugo, 'My VPN is down for good');
  const { id: offered } = await alice.finds(ugo);
  await does(alice, offered, 'accept');
  await does(alice, offered, 'transfer', { agentId: 'bob' });
  await cancels(ugo, 'offered');
  await bob.reads(offered, 'End user has cancelled chat.');
  expect(await listed(bob, 'transferred')).toEqual([offered]);
  await does(bob, offered, 'accept');
  expect((await does(bob, offered, 'abandon')).chat).toMatchObject({
    status: 'closed',
    disposition: 'abandoned',
  });

  await asks(uma, 'One more thing about my VPN');
  const { id: last } = await alice.finds(uma);
  await does(alice, last, 'accept');
  expect((await does(alice, last, 'end')).chat).toMatchObject({ disposition: 'unresolved' });
}

test('two agents, a supervisor and two users at once use every move once', async () => {
  const cast = await begin();
  const { alice, bob, sam, uma, ugo } = cast;
  const window = await openConsoleSocket(sam);
  await Promise.all([asks(uma, 'My VPN does not connect'), asks(ugo, 'My VPN is slow')]);
  const [first, second] = await Promise.all([alice.finds(uma), bob.finds(ugo)]);
  const figures: DeskFigures = await api(sam, 'GET', '/admin/figures');
  expect(figures).toMatchObject({ open: 2, queued: 2, assigned: 0 });

  await talk(cast, first.id);
  await handOn(cast, first.id);
  await getHelp(cast, first.id);
  const again = await endAndGoOn(cast, first.id);
  await lookAfter(cast, second.id, again);
  await giveUp(cast);

  expect(await api(sam, 'GET', '/admin/figures')).toMatchObject({ open: 0, queued: 0, assigned: 0 });
  const { chats } = await api(sam, 'GET', '/admin/chats?user=uma');
  expect(chats.map(({ id }: ChatView) => id)).toEqual(expect.arrayContaining([first.id, again]));
  await api(sam, 'GET', '/admin/report');
  await call(uma.token, 'POST', '/chat/session/leave', { resume: 'whatever her browser has kept' });
  await eventually(
    () => window.frames.some((frame) => 'chat' in frame && frame.chat === first.id),
    'the feed tells',
  );
  window.close();
  for (const agent of [alice, bob, sam]) await api(agent, 'DELETE', '/session');

  expect([...used].filter((move) => move.includes('/')).toSorted()).toEqual(
    EVERY_OPERATION.filter((operation) => !ELSEWHERE.has(operation)).toSorted(),
  );
  expect([...ELSEWHERE].filter((operation) => !EVERY_OPERATION.includes(operation))).toEqual([]);
  const comesBy = Object.values(COMMANDS).filter((by) => by !== 'nobody' && !ELSEWHERE.has(by));
  expect(comesBy.filter((by) => !used.has(by))).toEqual([]);
}, 60_000);
