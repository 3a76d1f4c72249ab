import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openPostRoom, type PostRoom } from './post-room.ts';

let room: PostRoom;
beforeAll(() => {
  room = openPostRoom();
});
afterAll(() => room?.close());

test('the description holds the transcript as it stood at the wish; what was said later is an entry', async () => {
  const chat = await room.arrive();
  await room.userSays(chat, 'asked while waiting');
  await room.accept(chat);
  await room.agentSays(chat, 'said before the wish');
  await room.wishTicket(chat, 'incident');
  await room.userSays(chat, 'said before the ticket existed');
  await room.drain();
  await room.agentSays(chat, 'said after the ticket existed');
  await room.end(chat, false);
  await room.drain();

  const ticket = room.itsm.tickets.at(-1)!;
  const description = ticket.fields.Detailed_Decription ?? '';
  const later = ticket.entries.map((entry) => entry.text).join();
  for (const words of ['BOT WORDS', 'asked while waiting', 'said before the wish']) {
    expect(description).toContain(words);
    expect(later).not.toContain(words);
  }
  for (const words of ['said before the ticket existed', 'said after the ticket existed']) {
    expect(later).toContain(words);
    expect(description).not.toContain(words);
  }
  expect(later.indexOf('before the ticket')).toBeLessThan(later.indexOf('after the ticket'));
  expect(description).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ Dana Reyes: asked while waiting/);
});

const line = fc.record({
  who: fc.constantFrom('user', 'agent', 'note'),
  words: fc.string({ unit: 'grapheme', maxLength: 40 }),
});

test('[S11] whatever the order of words, notes and tickets: no side note leaves, every public line does, once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 12 }),
      fc.nat(12),
      fc.constantFrom('resolve', 'end', 'abandon'),
      async (lines, wishAt, ending) => {
        const chat = await room.arrive();
        await room.accept(chat);
        const callsBefore = room.itsm.calls.length;
        const ticketsBefore = room.itsm.tickets.length;
        for (const [i, { who, words }] of lines.entries()) {
          if (i === wishAt) await room.wishTicket(chat, 'incident');
          if (who === 'note') await room.notes(chat, `secret-${i}-side-note ${words}`);
          else if (who === 'user') await room.userSays(chat, `<line-${i}> ${words}`);
          else await room.agentSays(chat, `<line-${i}> ${words}`);
        }
        if (wishAt >= lines.length) await room.wishTicket(chat, 'incident');
        await room.drain();
        if (ending === 'abandon') await room.abandon(chat);
        else await room.end(chat, ending === 'resolve');
        await room.drain();

        expect(JSON.stringify(room.itsm.calls.slice(callsBefore))).not.toContain('side-note');
        const [ticket, ...more] = room.itsm.tickets.slice(ticketsBefore);
        expect(more).toEqual([]);
        const whole = `${ticket?.fields.Detailed_Decription}\n${ticket?.entries.map((one) => one.text).join('\n')}`;
        const found = [...whole.matchAll(/<line-(\d+)>/g)].map((match) => Number(match[1]));
        expect(found).toEqual(lines.flatMap(({ who }, i) => (who === 'note' ? [] : [i])));
      },
    ),
    { numRuns: 40 },
  );
});
