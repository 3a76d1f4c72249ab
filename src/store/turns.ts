import type { Chat } from '../chat/chat.ts';

/** Farther apart than any two times are. */
const PRIORITY_MS = 1e13;
const HIGHEST = 9;
const PRIORITIES = Array.from({ length: HIGHEST + 1 }, (_, priority) => priority);

/** The turns of chats at the front of their queue: below those of every priority. */
const FRONT: readonly [number, number] = [-PRIORITY_MS, 0];

/** A waiting chat's turn: first come those at the front, then the urgent, then who has waited longest. */
export const turnOf = ({ atFront, priority = 0, waitingSince, createdAt }: Chat): number =>
  (atFront ? FRONT : turnsOf(priority))[0] + (waitingSince ?? createdAt);

/** The turns of one priority: from, and up to but not including. */
const turnsOf = (priority: number): readonly [number, number] => [
  (HIGHEST - priority) * PRIORITY_MS,
  (HIGHEST - priority + 1) * PRIORITY_MS,
];

/** All there are, each its own order of waiting. */
export const BANDS: readonly (readonly [number, number])[] = [FRONT, ...PRIORITIES.map(turnsOf)];
