import { maySpeakToUser, ownerOf } from '../handoff/may.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Callers, chatFor } from './caller.ts';
import type { DeskPorts } from './ports.ts';
import { problemOf } from './refusals.ts';

/** That an agent is writing: passed on at once and kept nowhere. Said too often it goes no further. */
export function typingRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  async function type(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const chat = await chatFor(ports, caller, request.params.id ?? '');
    const by = await callers.owner(caller);
    const no = maySpeakToUser(by, chat);
    if (no !== undefined && !no.ok) throw problemOf(no.refusal);
    const agent = ownerOf(by, chat);
    if (await ports.store.typing.byAgent(chat, agent))
      ports.tellTyping(chat, agent).catch((error) => ports.log.debug({ err: error }, 'typing was not shown'));
    return { status: 204 };
  }

  return [{ method: 'POST', path: '/api/v1/chats/:id/typing', handle: type }];
}
