import { done } from '../src/connector/outcome.ts';
import type { Job } from './errand.ts';

/** A chat begins to wait: its user is told where he stands, after what he has been told before. */
export const tellPlace =
  (tell: (chat: string) => Promise<void>): Job =>
  async ({ chat }) => {
    await tell(chat);
    return done(undefined);
  };
