import type { SiteRules } from './site-rules.ts';

/** Who writes, when (epoch seconds), and what the site demands. */
export interface Writer {
  readonly user: string;
  readonly now: number;
  readonly rules: SiteRules;
}
