import type { Decision, Guard, Refusal, RefusalCode } from '../chat/decision.ts';
import type { ChatEvent } from '../chat/event.ts';

export type Decided = Decision<ChatEvent>;

export const accepted = (events: readonly ChatEvent[], guards: readonly Guard[] = []): Decided => ({
  ok: true,
  events,
  guards,
});

/** Nothing to do: it is so already. */
export const unchanged: Decided = { ok: true, events: [], guards: [] };

export const refuse = (code: RefusalCode, message: string, facts?: Refusal['facts']): Decided => ({
  ok: false,
  refusal: facts === undefined ? { code, message } : { code, message, facts },
});
