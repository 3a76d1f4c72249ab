import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Settings } from '../../../config/schema.ts';
import { isOpen, type Schedule, WEEKDAYS, type Weekday } from '../../../src/handoff/hours.ts';

const PLACE = { company: 'Acme', queue: 'Network' };
const at = (time: string) => Date.parse(time);
const WORKDAYS: readonly Weekday[] = WEEKDAYS.slice(0, 5);

const schedule = (more: Partial<Schedule> = {}): Schedule => ({
  priority: 1,
  status: 'available',
  zone: 'UTC',
  ...more,
});
const daily = (from: string, to: string, more: Partial<Schedule> = {}) =>
  schedule({ windows: [{ days: WEEKDAYS, from, to }], ...more });
const office = schedule({ windows: [{ days: WORKDAYS, from: '08:00', to: '18:00' }] });

describe('hours [row 11] [row 100]', () => {
  // 2026-11-20 is a Friday.
  test.each<[string, readonly Schedule[], string, boolean]>([
    ['no schedule: always open', [], '2026-11-21T03:00Z', true],
    ['24x7', [schedule()], '2026-11-21T03:00Z', true],
    ['24x7, not available', [schedule({ status: 'unavailable' })], '2026-11-21T03:00Z', false],
    ['the first minute of a window', [office], '2026-11-20T08:00Z', true],
    ['the minute before it', [office], '2026-11-20T07:59:59.999Z', false],
    ['its last minute', [office], '2026-11-20T17:59:59Z', true],
    ['its end', [office], '2026-11-20T18:00Z', false],
    ['a day it does not name', [office], '2026-11-21T12:00Z', false],
    ['up to midnight', [daily('20:00', '24:00')], '2026-11-21T23:59Z', true],
    ['from midnight', [daily('20:00', '24:00')], '2026-11-21T00:00Z', false],
    [
      'over midnight: before',
      [schedule({ windows: [{ days: ['Friday'], from: '22:00', to: '06:00' }] })],
      '2026-11-20T23:00Z',
      true,
    ],
    [
      'over midnight: after, on the next day',
      [schedule({ windows: [{ days: ['Friday'], from: '22:00', to: '06:00' }] })],
      '2026-11-21T05:59Z',
      true,
    ],
    [
      'over midnight: not on the day before',
      [schedule({ windows: [{ days: ['Friday'], from: '22:00', to: '06:00' }] })],
      '2026-11-20T05:59Z',
      false,
    ],
    [
      'closed always, with a window of higher priority: in it',
      [schedule({ status: 'unavailable' }), { ...office, priority: 9 }],
      '2026-11-20T12:00Z',
      true,
    ],
    [
      'closed always, with a window of higher priority: out of it',
      [schedule({ status: 'unavailable' }), { ...office, priority: 9 }],
      '2026-11-20T19:00Z',
      false,
    ],
    [
      'the same window at a lower priority',
      [schedule({ status: 'unavailable', priority: 9 }), office],
      '2026-11-20T12:00Z',
      false,
    ],
    [
      'a holiday of the same priority',
      [office, schedule({ status: 'unavailable', dates: { from: '2026-11-20', to: '2026-11-20' } })],
      '2026-11-20T12:00Z',
      false,
    ],
    [
      'a holiday alone, on another day',
      [schedule({ status: 'unavailable', dates: { from: '2026-12-24', to: '2026-12-26' } })],
      '2026-12-27T00:00Z',
      true,
    ],
    [
      'its last day, whole',
      [schedule({ status: 'unavailable', dates: { from: '2026-12-24', to: '2026-12-26' } })],
      '2026-12-26T23:59Z',
      false,
    ],
    ['hours of another company', [{ ...office, company: 'Other' }], '2026-11-21T12:00Z', true],
    ['hours of another queue', [{ ...office, queue: 'Access' }], '2026-11-21T12:00Z', true],
    ['hours of the company', [{ ...office, company: 'Acme' }], '2026-11-21T12:00Z', false],
    [
      'hours of the queue, and longer ones for all at a higher priority',
      [{ ...office, queue: 'Network' }, schedule({ priority: 5 })],
      '2026-11-21T12:00Z',
      true,
    ],
  ])('%s', (_what, schedules, time, open) => {
    expect(isOpen(schedules, PLACE, at(time))).toBe(open);
  });

  test.each<[string, string, string, string, string, boolean]>([
    // Berlin skips 02:00 to 03:00 on 2026-03-29, and has it twice on 2026-10-25.
    [
      'the hour that is skipped is not waited for',
      'Europe/Berlin',
      '02:30',
      '03:30',
      '2026-03-29T01:00Z',
      true,
    ],
    ['before the skip', 'Europe/Berlin', '02:30', '03:30', '2026-03-29T00:59Z', false],
    ['after the window that was cut short', 'Europe/Berlin', '02:30', '03:30', '2026-03-29T01:30Z', false],
    ['a window inside the skipped hour', 'Europe/Berlin', '02:10', '02:50', '2026-03-29T01:10Z', false],
    ['the doubled hour, first time', 'Europe/Berlin', '02:30', '02:45', '2026-10-25T00:30Z', true],
    ['between the two', 'Europe/Berlin', '02:30', '02:45', '2026-10-25T01:00Z', false],
    ['the doubled hour, second time', 'Europe/Berlin', '02:30', '02:45', '2026-10-25T01:30Z', true],
    ['eight o’clock in winter', 'Europe/Berlin', '08:00', '09:00', '2026-01-15T07:00Z', true],
    ['eight o’clock in summer', 'Europe/Berlin', '08:00', '09:00', '2026-07-15T06:00Z', true],
    ['an hour later than in summer', 'Europe/Berlin', '08:00', '09:00', '2026-01-15T06:59Z', false],
    ['a zone half an hour off', 'Australia/Lord_Howe', '09:00', '10:00', '2026-01-14T22:00Z', true],
  ])('daylight saving: %s', (_what, zone, from, to, time, open) => {
    expect(isOpen([daily(from, to, { zone })], PLACE, at(time))).toBe(open);
  });

  test('the day is the zone’s: a holiday begins at its midnight', () => {
    const holiday = schedule({
      status: 'unavailable',
      zone: 'Pacific/Auckland',
      dates: { from: '2026-12-25', to: '2026-12-25' },
    });
    expect(isOpen([holiday], PLACE, at('2026-12-24T10:59Z'))).toBe(true);
    expect(isOpen([holiday], PLACE, at('2026-12-24T11:00Z'))).toBe(false);
    expect(isOpen([holiday], PLACE, at('2026-12-25T11:00Z'))).toBe(true);
  });
});

const instant = fc.integer({ min: at('2000-01-01T00:00Z'), max: at('2049-12-31T23:59Z') });
const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kolkata', 'Pacific/Apia');
const minute = fc.integer({ min: 0, max: 1_439 });
const clock = (n: number) =>
  `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`;

describe('whatever the moment and the zone [row 100]', () => {
  test('two windows that share a day are never both open, and never both closed', () => {
    fc.assert(
      fc.property(instant, zone, minute, minute, (now, where, one, other) => {
        fc.pre(one !== other);
        const [a, b] = [clock(one), clock(other)];
        const open = [daily(a, b, { zone: where }), daily(b, a, { zone: where })].map((s) =>
          isOpen([s], PLACE, now),
        );
        expect(open.filter(Boolean)).toHaveLength(1);
      }),
    );
  });

  test('a window in a zone that keeps its offset is arithmetic', () => {
    fc.assert(
      fc.property(instant, minute, fc.constantFrom(...WEEKDAYS), (now, from, day) => {
        fc.pre(from < 1_439);
        const shifted = new Date(now + 330 * 60_000);
        const then = shifted.getUTCHours() * 60 + shifted.getUTCMinutes();
        const windows = [{ days: [day], from: clock(from), to: '24:00' }];
        const expected = WEEKDAYS[(shifted.getUTCDay() + 6) % 7] === day && then >= from;
        expect(isOpen([schedule({ zone: 'Asia/Kolkata', windows })], PLACE, now)).toBe(expected);
      }),
    );
  });

  test('the order in which schedules are listed does not matter, and a highest one always decides', () => {
    const one = fc.record({
      priority: fc.integer({ min: 0, max: 3 }),
      status: fc.constantFrom<Schedule['status']>('available', 'unavailable'),
      zone,
      windows: fc.option(
        fc.constantFrom(...WEEKDAYS).map((day) => [{ days: [day], from: '06:00', to: '18:00' }]),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(instant, fc.array(one, { maxLength: 6 }), fc.boolean(), (now, schedules, available) => {
        const open = isOpen(schedules, PLACE, now);
        expect(isOpen(schedules.toReversed(), PLACE, now)).toBe(open);
        const status = available ? 'available' : 'unavailable';
        expect(isOpen([...schedules, schedule({ priority: 9, status })], PLACE, now)).toBe(available);
      }),
    );
  });
});

describe('the setting', () => {
  const parsed = (row: object) => Settings.safeParse({ hours: [row] });
  test('needs nothing: around the clock, available, in the server’s zone', () => {
    expect(parsed({}).data?.hours).toEqual([
      { priority: 1, status: 'available', zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    ]);
    expect(Settings.parse({}).hours).toEqual([]);
  });

  test.each([
    [{ zone: 'Mars/Olympus' }, /IANA/],
    [{ dates: { from: '2026-02-30', to: '2026-03-01' } }, /a date/],
    [{ dates: { from: '2026-03-02', to: '2026-03-01' } }, /ends before/],
    [{ windows: [{ days: ['Monday'], from: '8:00', to: '18:00' }] }, /a time/],
    [{ windows: [{ days: ['Monday'], from: '08:00', to: '08:00' }] }, /over as it begins/],
    [{ windows: [{ days: ['Mo'], from: '08:00', to: '18:00' }] }, /Monday/],
    [{ windows: [] }, />=1|at least 1/i],
    [{ status: 'open' }, /available/],
  ])('refuses %j', (row, why) => {
    expect(parsed(row).error?.issues[0]?.message).toMatch(why);
  });
});
