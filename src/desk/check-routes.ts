import type { Answer, Route } from '../shared/http/route.ts';
import type { DeskPorts } from './ports.ts';

/** Whether each ITSM has what its mapping needs, for those who look after the work of others. */
export function checkRoutes(ports: DeskPorts): readonly Route[] {
  function checks(): Answer {
    const connectors = ports.checks().map(({ at, ...report }) => ({
      ...report,
      ...(at !== undefined && { at: new Date(at).toISOString() }),
    }));
    return { status: 200, body: { connectors } };
  }

  return [{ method: 'GET', path: '/api/v1/admin/checks', handle: checks }];
}
