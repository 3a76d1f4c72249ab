import type { ChatView, EntryView } from '../api/views.ts';
import type { Owner } from '../chat/chat.ts';
import type { Entry } from '../chat/entry.ts';
import type { Command } from '../handoff/commands.ts';
import { type Carried, createCarryOut, type OnChat } from '../people/carry-out.ts';
import { carriedOut, problemOf } from '../people/refusals.ts';
import { Problem } from '../shared/http/problem.ts';
import type { DeskPorts } from './ports.ts';
import { entryView, viewOf } from './views.ts';

/** Carries out what handlers make of requests; each throws the Problem with which the rules refuse it. */
export function createCommands(ports: Pick<DeskPorts, 'store' | 'settings' | 'execute' | 'known' | 'ask'>) {
  const carryOut = createCarryOut(ports.execute);

  return {
    carryOut,

    /**
     * Carries a command out and answers with the chat.
     * @param unless what stands in the way; what the rules say of the chat goes before it
     */
    async move(call: OnChat, command: Command, unless?: Problem): Promise<{ chat: ChatView }> {
      if (unless !== undefined) {
        const refused = await ports.ask(call.chat.id, command);
        throw refused === undefined ? unless : problemOf(refused);
      }
      const { chat } = await carryOut(call, command);
      return { chat: await viewOf(ports, chat) };
    },

    /** Whether this request was carried out before: what it asked for is not checked again. */
    isRepeat: async ({ once }: OnChat): Promise<boolean> =>
      once !== undefined && (await ports.known(once)) !== undefined,

    /**
     * Carries out a wish for which the ITSM is asked something first: rules first, then the question. A repeat is
     * answered as it was, without asking again.
     * @param before the wish as far as the request alone tells it, for the rules to refuse
     * @param command the whole wish; throws Problem where the ITSM has no such thing
     */
    async askFirst(
      call: OnChat,
      before: (by: Owner) => Command,
      command: (by: Owner) => Promise<Command>,
    ): Promise<Carried> {
      const repeat = call.once && (await ports.known(call.once));
      // What had come true before left no line to answer with: that one is looked for again.
      if (repeat !== undefined && (repeat.kind === 'key-reused' || repeat.seq > 0)) {
        carriedOut(repeat);
        return { chat: call.chat, executed: repeat };
      }
      const by = await call.by();
      const refusal = await ports.ask(call.chat.id, before(by));
      if (refusal !== undefined) throw problemOf(refusal);
      const whole = await command(by);
      const executed = await ports.execute(call.chat.id, whole, call.once);
      carriedOut(executed);
      return { chat: executed.kind === 'done' ? executed.chat : call.chat, executed };
    },

    /** The line that a wish left; for a wish that had come true before, the one that says so. */
    async entry(
      { chat: { id }, executed: { seq } }: Carried,
      says: (entry: Entry) => boolean,
    ): Promise<EntryView> {
      if (seq > 0) return entryAt(id, seq);
      return shown(id, (await ports.store.chats.log(id)).find(says));
    },

    entryAt,
  };

  async function entryAt(chat: string, seq: number): Promise<EntryView> {
    const [line] = await ports.store.chats.log(chat, seq - 1, 1);
    return shown(chat, line);
  }

  async function shown(chat: string, line: Entry | undefined): Promise<EntryView> {
    if (line === undefined) throw new Problem(404, 'not-found', 'The chat does not have this line any more.');
    return entryView(line, await ports.store.chats.delivery(chat));
  }
}

export type Commands = ReturnType<typeof createCommands>;
