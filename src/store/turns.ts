import type { Chat } from '../chat/chat.ts';

/** Farther apart than any two times are. */
const PRIORITY_MS = 1e13;
const HIGHEST = 9;
export const PRIORITIES = Array.from({ length: HIGHEST + 1 }, (_, priority) => priority);

/** A waiting chat's turn: first come the urgent, then who has waited longest. */
export const turnOf = ({ priority = 0, waitingSince, createdAt }: Chat): number =>
  turnsOf(priority)[0] + (waitingSince ?? createdAt);

/** The turns of one priority: from, and up to but not including. */
export const turnsOf = (priority: number): readonly [number, number] => [
  (HIGHEST - priority) * PRIORITY_MS,
  (HIGHEST - priority + 1) * PRIORITY_MS,
];
