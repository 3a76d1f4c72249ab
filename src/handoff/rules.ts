import type { Chat } from '../chat/chat.ts';
import type { NewEntry } from '../chat/entry.ts';
import type { Deadline } from '../chat/errand.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { Command, Facts, Limits } from './commands.ts';
import { deadlineOf } from './deadlines.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

/** The rules under one set of limits, as whoever runs them wants them. */
export const createRules = (limits: () => Limits) => ({
  decide: (command: Command, chat: Chat | undefined, facts: Omit<Facts, 'limits'>) =>
    decide(command, chat, { ...facts, limits: limits() }),
  evolve,
  linesBefore: (event: ChatEvent): readonly NewEntry[] =>
    event.type === 'handoff-requested' ? event.lines : [],
  deadlineOf: (chat: Chat): Deadline | undefined => deadlineOf(chat, limits()),
});
