import type { Chat, Owner } from '../chat/chat.ts';
import type { Entry } from '../chat/entry.ts';
import type { Command } from '../handoff/commands.ts';
import type { Incoming } from '../shared/http/route.ts';
import type { Executed } from '../store/store.ts';
import { type Caller, type Callers, chatFor } from './caller.ts';
import type { DeskPorts } from './ports.ts';
import { carriedOut, onceOf, problemOf } from './refusals.ts';
import { entryView } from './views.ts';

type CarriedOut = Extract<Executed, { kind: 'done' | 'repeat' }>;

/** Wishes for which the ITSM is asked something first. */
export function createWishes(ports: DeskPorts, callers: Callers) {
  return {
    /**
     * Carries a wish out: rules first, then the question to the ITSM. A repeat is answered as it was,
     * without asking again.
     * @param before the wish as far as the request alone tells it, for the rules to refuse
     * @param command the whole wish; throws Problem where the ITSM has no such thing
     */
    async carry(
      request: Incoming,
      caller: Caller,
      before: (by: Owner) => Command,
      command: (by: Owner, chat: Chat) => Promise<Command>,
    ): Promise<{ readonly chat: Chat; readonly executed: CarriedOut }> {
      const once = onceOf(request, caller.account.id);
      const chat = await chatFor(ports, caller, request.params.id ?? '');
      const repeat = once && (await ports.known(once));
      // What had come true before left no line to answer with: that one is looked for again.
      if (repeat !== undefined && (repeat.kind === 'key-reused' || repeat.seq > 0)) {
        carriedOut(repeat);
        return { chat, executed: repeat };
      }
      const by = await callers.owner(caller);
      const refusal = await ports.ask(chat.id, before(by));
      if (refusal !== undefined) throw problemOf(refusal);
      const executed = await ports.execute(chat.id, await command(by, chat), once);
      carriedOut(executed);
      return { chat: executed.kind === 'done' ? executed.chat : chat, executed };
    },

    /** Carries out a wish that asks nobody first. */
    async carryOut(
      request: Incoming,
      caller: Caller,
      { id }: Chat,
      command: Command,
    ): Promise<{ readonly chat: Chat; readonly executed: CarriedOut }> {
      const executed = await ports.execute(id, command, onceOf(request, caller.account.id));
      carriedOut(executed);
      return { chat: executed.kind === 'done' ? executed.chat : await chatFor(ports, caller, id), executed };
    },

    /** The line that a wish left; for a wish that had come true before, the one that says so. */
    async entry(
      { id }: Chat,
      { seq }: CarriedOut,
      says: (entry: Entry) => boolean,
    ): Promise<ReturnType<typeof entryView> | undefined> {
      const { log, delivery } = ports.store.chats;
      const [line] = seq > 0 ? await log(id, seq - 1, 1) : (await log(id)).filter(says);
      return line && entryView(line, await delivery(id));
    },
  };
}
