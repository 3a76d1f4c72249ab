import { z } from 'zod';

const name = z.string().min(1).max(200);
const date = z.iso.date('a date: 2026-12-24');
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time: 08:30');
const zone = z
  .string()
  .refine(isZone, 'a time zone as IANA names it: Europe/Berlin')
  .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone);

const Window = z
  .strictObject({
    days: z
      .array(z.enum(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']))
      .min(1),
    from: time,
    to: z.union([time, z.literal('24:00')]).describe('Before `from`: on the next day.'),
  })
  .refine(({ from, to }) => from !== to, 'it is over as it begins; leave windows out for the whole day');

/** When agents can be reached; without any schedule, always. */
export const Schedule = z.strictObject({
  company: name.optional().describe('For users of this company alone.'),
  queue: name.optional().describe('For this support queue alone.'),
  priority: z
    .number()
    .int()
    .min(0)
    .max(99)
    .default(1)
    .describe('Of the schedules that cover a moment the highest counts; of equal ones, unavailable.'),
  status: z.enum(['available', 'unavailable']).default('available'),
  zone: zone.describe('Time zone of its times; the server’s when left out.'),
  dates: z
    .strictObject({ from: date, to: date })
    .refine(({ from, to }) => from <= to, 'it ends before it begins')
    .optional()
    .describe('Only on these days, both included: holidays, say.'),
  windows: z.array(Window).min(1).optional().describe('Around the clock when left out.'),
});

function isZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
