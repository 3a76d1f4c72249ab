/** Monday first. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Part of a day by the clock on the wall; one that ends before it begins ends on the next day. */
export interface Window {
  readonly days: readonly Weekday[];
  /** `HH:MM`; from the first minute, up to but not including the last, which may be 24:00. */
  readonly from: string;
  readonly to: string;
}

/** When agents can be reached, or cannot; for everybody, or for one company or queue. */
export interface Schedule {
  readonly company?: string | undefined;
  readonly queue?: string | undefined;
  /** Where several cover a moment, the highest says what is so. */
  readonly priority: number;
  readonly status: 'available' | 'unavailable';
  /** IANA name of the time zone in which all its times are. */
  readonly zone: string;
  /** `YYYY-MM-DD`, both included; every day when left out. */
  readonly dates?: { readonly from: string; readonly to: string } | undefined;
  /** Around the clock when left out. */
  readonly windows?: readonly Window[] | undefined;
}

/**
 * Whether agents of a place can be reached at a moment (epoch milliseconds). The schedule of the highest
 * priority that covers it says so, `unavailable` before `available`. Where none does, it is open unless
 * hours are set for the place: those are over then.
 */
export function isOpen(
  schedules: readonly Schedule[],
  place: { readonly company: string; readonly queue: string },
  now: number,
): boolean {
  const his = schedules.filter(
    ({ company, queue }) =>
      (company ?? place.company) === place.company && (queue ?? place.queue) === place.queue,
  );
  const ranked = his.toSorted((one, other) => other.priority - one.priority || rank(one) - rank(other));
  const found = ranked.find((schedule) => covers(schedule, now));
  if (found !== undefined) return found.status === 'available';
  return !his.some(({ status }) => status === 'available');
}

const rank = ({ status }: Schedule): number => (status === 'unavailable' ? 0 : 1);

function covers({ zone, dates, windows }: Schedule, now: number): boolean {
  const { day, minute } = wallClock(zone, now);
  const holds = (when: Date) => dates === undefined || within(when, dates);
  if (windows === undefined) return holds(day);
  const dayBefore = new Date(day.getTime() - DAY_MS);
  return windows.some(({ days, from, to }) => {
    const [begin, end] = [minutes(from), minutes(to)];
    const on = (when: Date) => days.some((day) => day === weekday(when)) && holds(when);
    if (begin < end) return minute >= begin && minute < end && on(day);
    return (minute >= begin && on(day)) || (minute < end && on(dayBefore));
  });
}

const DAY_MS = 86_400_000;

/** ISO dates sort as they follow each other. */
function within(day: Date, { from, to }: { readonly from: string; readonly to: string }): boolean {
  const date = day.toISOString().slice(0, 10);
  return date >= from && date <= to;
}

const weekday = (day: Date): Weekday | undefined => WEEKDAYS[(day.getUTCDay() + 6) % 7];

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

/** The date in a time zone, as midnight UTC of that date, and the minute of its day. */
function wallClock(zone: string, now: number): { readonly day: Date; readonly minute: number } {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of clockOf(zone).formatToParts(now)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return { day: new Date(Date.UTC(year, month - 1, day)), minute: hour * 60 + minute };
}

/** Making one takes a hundred times as long as using it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  clocks.set(zone, clock);
  return clock;
}
