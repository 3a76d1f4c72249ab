import type { Settings } from '../../config/schema.ts';
import type { Standing } from '../chat/standing.ts';

/** What there is by the settings, as the rules take it. */
export const standingOf = (settings: Settings): Standing => ({
  queues: settings.queues,
  // Where the desk does not go by companies every agent is for all of them.
  served: settings.desk.companyFilter ? servedBy(settings) : 'all',
  company: settings.company,
  renamed: settings.renamed,
});

/** By the settings alone: that nobody of a group has signed in yet makes its company nobody else's. */
function servedBy({ agents, oidc }: Settings): Standing['served'] {
  const groups = Object.values(oidc?.groups ?? {});
  // What an issuer's claim names cannot be known before.
  const named = oidc?.claims.companies === undefined ? groups : [...groups, { roles: ['agent' as const] }];
  const all = [...agents, ...named]
    .filter(({ roles }) => roles.includes('agent'))
    .map(({ companies = 'all' as const }) => companies);
  return all.includes('all') ? 'all' : [...new Set(all.flat())];
}
