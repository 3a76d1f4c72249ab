import { z } from 'zod';
import type { InboundActivity } from './activity.ts';

// Half a surrogate pair is no character: neither the store's scripts nor an ITSM could read it.
const text = (max: number) =>
  z
    .string()
    .max(max)
    .transform((value) => value.toWellFormed());

const Profile = z.object({
  email: text(320).optional(),
  company: text(200).optional(),
  topic: text(200).optional(),
  region: text(200).optional(),
  vip: z.boolean().optional(),
  form: z.array(z.object({ id: text(40), label: text(200), value: text(2000) })).optional(),
  verified: z.boolean().default(false),
});

/** What our own Direct Line knows of a user. */
export type Profile = z.infer<typeof Profile>;

/** The user's profile from `channelData.deskbridge`, which only our own Direct Line may set; see `withoutProfile`. */
export function profileOf(activity: InboundActivity): Profile {
  const data = activity.channelData as { deskbridge?: unknown } | null | undefined;
  const parsed = Profile.safeParse(data?.deskbridge);
  return parsed.success ? parsed.data : { verified: false };
}

/** An activity from outside, without a profile that it may claim. */
export function withoutProfile(activity: InboundActivity): InboundActivity {
  const data = activity.channelData;
  if (typeof data !== 'object' || data === null || !('deskbridge' in data)) return activity;
  const { deskbridge: _claimed, ...rest } = data as Record<string, unknown>;
  return { ...activity, channelData: rest };
}
