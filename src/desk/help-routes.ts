import { ChatQuery, JoinRequest, PageQuery, WhisperRequest } from '../api/requests.ts';
import { type Chat, isOpen } from '../chat/chat.ts';
import type { Command } from '../handoff/commands.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Caller, type Callers, chatFor } from './caller.ts';
import { readWithLog } from './chat-routes.ts';
import { input } from './input.ts';
import type { Looks } from './looks.ts';
import { maySeeChat } from './policy.ts';
import type { DeskPorts } from './ports.ts';
import { problemOf } from './refusals.ts';
import { chatViews, viewOf } from './views.ts';
import { createWishes } from './wishes.ts';

/** What supervisors do in the chats of others: take part, read along, whisper, see who asks for them. */
export function helpRoutes(ports: DeskPorts, callers: Callers, looks: Looks): readonly Route[] {
  const { store } = ports;
  const wishes = createWishes(ports, callers);

  async function onChat(request: Incoming): Promise<{ caller: Caller; chat: Chat }> {
    const caller = await callers.of(request);
    const chat = await chatFor(ports, caller, request.params.id ?? '');
    return { caller, chat };
  }

  async function join(request: Incoming): Promise<Answer> {
    await callers.of(request);
    const { mode } = input(JoinRequest, request.body ?? {});
    const { caller, chat } = await onChat(request);
    const command: Command = { type: 'join', by: await callers.owner(caller), mode };
    const { chat: after } = await wishes.carryOut(request, caller, chat, command);
    return { status: 200, body: { chat: await viewOf(ports, after) } };
  }

  async function whisper(request: Incoming): Promise<Answer> {
    await callers.of(request);
    const text = input(WhisperRequest, request.body).text.toWellFormed();
    const { caller, chat } = await onChat(request);
    const command: Command = { type: 'whisper', by: await callers.owner(caller), text };
    const { executed } = await wishes.carryOut(request, caller, chat, command);
    return { status: 201, body: { entry: await wishes.entry(chat, executed, () => false) } };
  }

  /** Leaves nothing in the chat; other supervisors see it for a minute, and the audit keeps it. */
  async function monitor(request: Incoming): Promise<Answer> {
    await callers.of(request);
    const range = input(ChatQuery, request.query);
    const { caller, chat } = await onChat(request);
    if (!ports.settings.current().desk.silentMonitoring)
      throw new Problem(
        403,
        'silent-monitoring-off',
        'Nobody reads chats silently here: join as monitor, or an admin sets desk.silentMonitoring.',
      );
    // Whoever could not join it openly does not read it in secret.
    const by = await callers.owner(caller);
    const refusal = await ports.ask(chat.id, { type: 'join', by, mode: 'monitor' });
    if (refusal !== undefined) throw problemOf(refusal);
    await looks.silently(caller.account, chat);
    await store.monitors.looked(chat.id, caller.account.id);
    return { status: 200, body: await readWithLog(ports, chat, range) };
  }

  async function assistance(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { after, limit } = input(PageQuery, request.query);
    const { account } = caller;
    const page = await store.lists.assistance(after, limit);
    const chats = (await store.chats.readAll(page.ids)).filter(
      (chat) => isOpen(chat) && chat.assistance !== undefined && maySeeChat(account, chat),
    );
    return {
      status: 200,
      body: {
        chats: await chatViews(ports, chats),
        ...(page.next !== undefined && { next: page.next }),
      },
    };
  }

  return [
    { method: 'POST', path: '/api/v1/chats/:id/join', handle: join },
    { method: 'POST', path: '/api/v1/chats/:id/whisper', handle: whisper },
    { method: 'GET', path: '/api/v1/chats/:id/monitor', handle: monitor },
    { method: 'GET', path: '/api/v1/admin/assistance', handle: assistance },
  ];
}
