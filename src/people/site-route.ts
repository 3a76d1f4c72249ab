import type { SettingsSource } from '../../config/schema.ts';
import type { Route } from '../shared/http/route.ts';

/** What pages know of this server before anybody has signed in. `site` is the same for all; secrets have no place in it. */
export const siteRoute = (
  site: Readonly<Record<string, unknown>>,
  settings: Pick<SettingsSource, 'current'>,
): Route => ({
  method: 'GET',
  path: '/site.json',
  handle() {
    const { oidc } = settings.current();
    return { status: 200, body: { ...site, ...(oidc && { oidc: { title: oidc.title } }) } };
  },
});
