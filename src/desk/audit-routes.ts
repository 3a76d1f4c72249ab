import { AuditQuery } from '../api/requests.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { actorOf, type ChainedRow } from '../store/store.ts';
import type { Callers } from './caller.ts';
import { input } from './input.ts';
import type { DeskPorts } from './ports.ts';

/** Who did and saw what. Each look at it is a row of it. */
export function auditRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  async function list(request: Incoming): Promise<Answer> {
    const { account } = await callers.of(request);
    const { after, limit } = input(AuditQuery, request.query);
    await ports.audit({ actor: actorOf(account.id), what: 'looked-at-audit' });
    const rows = await ports.readAudit(after, limit);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { status: 200, body: { rows: rows.map(rowView), ...(last && { next: last.id }) } };
  }

  return [{ method: 'GET', path: '/api/v1/admin/audit', handle: list }];
}

/** The id begins with the time. */
const rowView = ({ id, row, hash }: ChainedRow) => ({
  id,
  at: new Date(Number(id.split('-')[0])).toISOString(),
  ...(JSON.parse(row) as object),
  hash,
});
