import type { z } from 'zod';
import { MessageRequest, NoteRequest } from '../api/requests.ts';
import type { Attachment, Delivery } from '../chat/entry.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import type { AppendResult, Once } from '../store/store.ts';
import { type Caller, type Callers, chatFor } from './caller.ts';
import { input } from './input.ts';
import type { DeskPorts } from './ports.ts';
import { keyReused, onceOf, problemOf } from './refusals.ts';
import { sentFiles } from './sent-files.ts';
import { entryView } from './views.ts';

/** The hot path from an agent: one append and the answer; the sending goes on behind it. */
export function messageRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  const { store, log } = ports;

  const write =
    (type: 'message' | 'note', schema: typeof MessageRequest | typeof NoteRequest) =>
    async (request: Incoming): Promise<Answer> => {
      const caller = await callers.of(request);
      const wished: z.output<typeof MessageRequest> = input(schema, request.body);
      const text = wished.text.toWellFormed();
      const id = request.params.id ?? '';
      const once = onceOf(request, caller.account.id);
      const attachments = await attachmentsOf(caller, id, wished.attachments, once);
      const result = await store.chats.append({
        chat: id,
        agentId: caller.account.id,
        line: {
          at: ports.clock.now(),
          visibility: type === 'note' ? 'internal' : 'public',
          type,
          text,
          ...(attachments.length > 0 && { attachments }),
        },
        once,
        leaseMs: type === 'message' ? ports.sendLeaseMs : 0,
      });
      switch (result.kind) {
        case 'appended':
          send(id, result);
          return { status: 201, body: { entry: entryView(result.entry, pending) } };
        case 'repeat':
          return repeated(id, result.seq);
        case 'key-reused':
          throw keyReused();
        case 'refused': {
          // Whoever may not see the chat is not told that it exists; whoever may gets the rules' own sentence.
          await chatFor(ports, caller, id);
          const by = await callers.owner(caller);
          const wish = type === 'note' ? 'add-note' : 'send-agent-message';
          const refusal = await ports.ask(id, { type: wish, by, text });
          if (refusal !== undefined) throw problemOf(refusal);
          throw new Problem(409, 'conflict', 'The chat has just changed. Try again.');
        }
        default:
          return result satisfies never;
      }
    };

  /** A repeat is answered with what the first did, whatever became of the chat: nothing is looked up for it. */
  async function attachmentsOf(
    caller: Caller,
    chat: string,
    named: readonly { readonly url: string }[] = [],
    once: Once | undefined,
  ): Promise<readonly Attachment[]> {
    if (named.length === 0 || (once && (await ports.known(once)) !== undefined)) return [];
    return sentFiles(ports, callers, caller, chat, named);
  }

  function send(id: string, result: Extract<AppendResult, { kind: 'appended' }>): void {
    if (result.wake !== undefined) ports.wake([result.wake]);
    if (result.taken === undefined) return;
    // Should this fail, the lease runs out and the sweep hands the lane to a job.
    ports
      .deliverNow(result.taken, { id, conversation: result.conversation }, result.entry)
      .catch((error) => log.warn({ err: error, chat: id }, 'sending at once failed; a job will send'));
  }

  async function repeated(id: string, seq: number): Promise<Answer> {
    const [entry] = await store.chats.log(id, seq - 1, 1);
    const delivery = await store.chats.delivery(id);
    return { status: 201, body: { entry: entry && entryView(entry, delivery) } };
  }

  return [
    { method: 'POST', path: '/api/v1/chats/:id/messages', handle: write('message', MessageRequest) },
    { method: 'POST', path: '/api/v1/chats/:id/notes', handle: write('note', NoteRequest) },
  ];
}

const pending = (): Delivery => 'pending';
