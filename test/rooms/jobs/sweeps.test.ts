import { expect, test } from '@jest/globals';
import { sweepDeadlines } from '../../../jobs/sweep-deadlines.ts';
import { sweepOutbox } from '../../../jobs/sweep-outbox.ts';
import type { Deadlines, DueDeadline, Lanes } from '../../../src/store/store.ts';

const due: readonly DueDeadline[] = ['a', 'b', 'c'].map((chat) => ({ chat, kind: 'idle', epoch: 1 }));

function sweep(pass: (chat: string) => Promise<boolean | number>) {
  const forgotten: string[] = [];
  const moved: string[] = [];
  const deadlines: Pick<Deadlines, 'due' | 'move' | 'forget'> = {
    due: async () => due,
    move: async ({ chat }, at) => void moved.push(`${chat} ${at}`),
    forget: async ({ chat }) => void forgotten.push(chat),
  };
  return { forgotten, moved, swept: sweepDeadlines(deadlines, 1, ({ chat }) => pass(chat)) };
}

test('passes every deadline that is due, and forgets it', async () => {
  const { forgotten, swept } = sweep(async () => true);
  expect(await swept).toBe(3);
  expect(forgotten).toEqual(['a', 'b', 'c']);
});

test('one that has to be tried again stays', async () => {
  const { forgotten, swept } = sweep(async (chat) => chat !== 'b');
  await swept;
  expect(forgotten).toEqual(['a', 'c']);
});

test('one that is due later by now is put there', async () => {
  const { forgotten, moved, swept } = sweep(async (chat) => (chat === 'b' ? 99 : true));
  await swept;
  expect(forgotten).toEqual(['a', 'c']);
  expect(moved).toEqual(['b 99']);
});

test('goes on until all are passed, several at once, and looks at none twice that stays', async () => {
  const left = Array.from({ length: 350 }, (_, i): DueDeadline => ({ chat: `${i}`, kind: 'idle', epoch: 1 }));
  const stays = new Set(['0', '5', '120', '349']);
  const passed: string[] = [];
  let running = 0;
  let most = 0;
  const swept = await sweepDeadlines(
    {
      due: async (_now, limit = 100, skip = 0) => left.slice(skip, skip + limit),
      move: async () => {},
      forget: async ({ chat }) =>
        void left.splice(
          left.findIndex((one) => one.chat === chat),
          1,
        ),
    },
    1,
    async ({ chat }) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      passed.push(chat);
      return !stays.has(chat);
    },
  );
  expect(swept).toBe(350);
  expect(passed.toSorted()).toEqual(Array.from({ length: 350 }, (_, i) => `${i}`).toSorted());
  expect(left.map(({ chat }) => chat)).toEqual([...stays]);
  expect(most).toBe(16);
});

test('one that fails holds up no other, and is told of', async () => {
  const { forgotten, swept } = sweep(async (chat) => {
    if (chat === 'a') throw new Error('bug');
    return true;
  });
  await expect(swept).rejects.toThrow('1 deadlines could not be passed');
  expect(forgotten).toEqual(['b', 'c']);
});

test('lanes that are overdue get a job each', async () => {
  const overdue = [
    { lane: 'c.a', wake: 2 },
    { lane: 'c.b', wake: 5 },
  ];
  const woken: unknown[] = [];
  const pages = [overdue];
  const lanes: Pick<Lanes, 'wakeOverdue'> = { wakeOverdue: async () => pages.shift() ?? [] };
  expect(await sweepOutbox(lanes, async (wakes) => void woken.push(...wakes))).toBe(2);
  expect(woken).toEqual(overdue);
});
