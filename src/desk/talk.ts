import type { TALK } from '../api/operations/talk.ts';
import type { Attachment, Delivery } from '../chat/entry.ts';
import { maySpeakToUser, ownerOf } from '../handoff/may.ts';
import { keyReused, problemOf } from '../people/refusals.ts';
import type { Call, Handlers } from '../people/serve.ts';
import { Problem } from '../shared/http/problem.ts';
import type { AppendResult } from '../store/store.ts';
import type { Commands } from './commands.ts';
import type { DeskPorts } from './ports.ts';
import { createSentFiles } from './sent-files.ts';
import { entryView } from './views.ts';

interface Words {
  readonly text: string;
  readonly attachments?: readonly { readonly url: string }[] | undefined;
}
type Writing = Pick<Call<typeof TALK.sendMessage>, 'caller' | 'by' | 'params' | 'once' | 'find'>;

/** What staff write into chats. The hot path from an agent is one append and the answer; the sending goes on behind it. */
export function talk(ports: DeskPorts, { entryAt }: Commands): Handlers<typeof TALK> {
  const { store, log } = ports;
  const files = createSentFiles(ports);

  async function write(call: Writing, type: 'message' | 'note', { text: given, attachments: named }: Words) {
    const { caller, params, once } = call;
    const { id } = params;
    const text = given.toWellFormed();
    const attachments = await attachmentsOf(call, named);
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
        return { entry: entryView(result.entry, pending) };
      case 'repeat':
        return { entry: await entryAt(id, result.seq) };
      case 'key-reused':
        throw keyReused();
      case 'refused':
        throw await whyRefused(call, type, text);
      default:
        return result satisfies never;
    }
  }

  /** Whoever may not see the chat is not told that it exists; whoever may gets the rules' own sentence. */
  async function whyRefused(call: Writing, type: 'message' | 'note', text: string): Promise<Problem> {
    const { id } = await call.find(call.params.id);
    const wish = type === 'note' ? 'add-note' : 'send-agent-message';
    const refusal = await ports.ask(id, { type: wish, by: await call.by(), text });
    if (refusal !== undefined) return problemOf(refusal);
    return new Problem(409, 'conflict', 'The chat has just changed. Try again.');
  }

  /** A repeat is answered with what the first did, whatever became of the chat: nothing is looked up for it. */
  async function attachmentsOf(
    { once, params, find, by }: Writing,
    named: Words['attachments'] = [],
  ): Promise<readonly Attachment[]> {
    if (named.length === 0 || (once && (await ports.known(once)) !== undefined)) return [];
    return files.named(await find(params.id), await by(), named);
  }

  function send(id: string, result: Extract<AppendResult, { kind: 'appended' }>): void {
    if (result.wake !== undefined) ports.wake([result.wake]);
    if (result.taken === undefined) return;
    // Should this fail, the lease runs out and the sweep hands the lane to a job.
    ports
      .deliverNow(result.taken, { id, conversation: result.conversation }, result.entry)
      .catch((error) => log.warn({ err: error, chat: id }, 'sending at once failed; a job will send'));
  }

  return {
    sendMessage: (call) => write(call, 'message', call.body),
    addNote: (call) => write(call, 'note', call.body),

    /** Passed on at once and kept nowhere. Said too often it goes no further. */
    async typing(call) {
      const by = await call.by();
      const no = maySpeakToUser(by, call.chat);
      if (no !== undefined && !no.ok) throw problemOf(no.refusal);
      const agent = ownerOf(by, call.chat);
      if (await store.typing.byAgent(call.chat, agent))
        ports
          .tellTyping(call.chat, agent)
          .catch((error) => log.debug({ err: error }, 'typing was not shown'));
    },

    putFile: async (call) => ({ attachment: await files.put(call, call.query.name) }),
    takeFileBack: async (call) => files.takeBack(call.chat, await call.by(), call.params.file),
    filesPolicy: async (call) => files.policy(call.chat, await call.by()),
  };
}

const pending = (): Delivery => 'pending';
