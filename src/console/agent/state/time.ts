/** How long ago, short enough for a list and moving while one looks: `12 s`, `3 min`, `1 h 05`, `2 d`. */
export const waited = (from: string | number, now: number): string =>
  duration((now - new Date(from).getTime()) / 1000);

/** A time in seconds, said as short. */
export function duration(exact: number): string {
  const seconds = Math.max(0, Math.floor(exact));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.floor(hours / 24)} d`;
}

/** Minutes after which a waiting chat is marked as waiting long. */
const LONG_WAIT = 5;

export const waitsLong = (fromIso: string, now: number): boolean =>
  now - Date.parse(fromIso) >= LONG_WAIT * 60_000;

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const minute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export const clockTime = (at: string | number): string => clock.format(new Date(at));
export const dayName = (at: string): string => day.format(new Date(at));
export const dateTime = (at: string | number): string => minute.format(new Date(at));
export const fullTime = (at: string | number): string => full.format(new Date(at));

/** What a field for local time gives, as an instant; blank stays blank. */
export const isoOf = (local: string): string => (local === '' ? '' : new Date(local).toISOString());

/** An instant as a field for local time takes it; what is no time is blank. */
export function localOf(iso: string): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return '';
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
