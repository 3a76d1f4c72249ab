import { transcriptFile } from '../api/transcript.ts';
import { TranscriptQuery } from '../api/user-chats.ts';
import { publicTranscript } from '../chat/transcript.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Callers, chatFor } from './caller.ts';
import { input } from './input.ts';
import type { Looks } from './looks.ts';
import type { DeskPorts } from './ports.ts';

/** The transcript as a file, for whoever may see the chat: what agents said among themselves is not in it. */
export function transcriptRoute(ports: DeskPorts, callers: Callers, looks: Looks): Route {
  async function read(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { format } = input(TranscriptQuery, request.query);
    const chat = await chatFor(ports, caller, request.params.id ?? '');
    await looks.atChat(caller.account, chat);
    const transcript = publicTranscript(chat, await ports.store.chats.log(chat.id));
    return transcriptFile(chat, transcript, { format, accept: request.headers.accept });
  }

  return { method: 'GET', path: '/api/v1/chats/:id/transcript', handle: read };
}
