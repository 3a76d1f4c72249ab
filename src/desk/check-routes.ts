import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Callers, checkSupervisor } from './caller.ts';
import type { DeskPorts } from './ports.ts';

/** Whether each ITSM has what its mapping needs, for those who look after the work of others. */
export function checkRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  async function checks(request: Incoming): Promise<Answer> {
    checkSupervisor(await callers.of(request));
    const connectors = ports.checks().map(({ at, ...report }) => ({
      ...report,
      ...(at !== undefined && { at: new Date(at).toISOString() }),
    }));
    return { status: 200, body: { connectors } };
  }

  return [{ method: 'GET', path: '/api/v1/admin/checks', handle: checks }];
}
