import type { z } from 'zod';
import { ReportQuery } from '../api/requests.ts';
import { ReportRowView } from '../api/views.ts';
import type { ReportRow } from '../chat/report.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import type { Callers } from './caller.ts';
import { csv } from './csv.ts';
import { input } from './input.ts';
import { maySee } from './policy.ts';
import type { DeskPorts } from './ports.ts';

const DAY_MS = 86_400_000;

/** Events for reports, as JSON or for a spreadsheet. Who reads them gets those of his queues and companies. */
export function reportRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  async function read(request: Incoming): Promise<Answer> {
    const { account } = await callers.of(request);
    const { from, to, after, limit, format } = input(ReportQuery, request.query);
    const range = {
      from: from === undefined ? 0 : Date.parse(from),
      to: to === undefined ? ports.clock.now() + DAY_MS : Date.parse(to) + DAY_MS - 1,
    };
    const found = await ports.store.reports.rows({ ...range, after }, limit);
    const rows = found.filter((row) => maySee(account, row)).map(viewOf);
    const next = found.length === limit ? found.at(-1)?.id : undefined;
    if (format === 'json') return { status: 200, body: { rows, ...(next !== undefined && { next }) } };
    return {
      status: 200,
      body: csv(COLUMNS, rows),
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="deskbridge-report.csv"',
        ...(next !== undefined && { link: `<${linkTo(request, next)}>; rel="next"` }),
      },
    };
  }

  return [{ method: 'GET', path: '/api/v1/admin/report', handle: read }];
}

const COLUMNS = Object.keys(ReportRowView.shape) as (keyof typeof ReportRowView.shape)[];

const linkTo = ({ path, query }: Incoming, after: string): string =>
  `${path}?${new URLSearchParams({ ...query, after })}`;

type View = z.infer<typeof ReportRowView>;

function viewOf({ start, end, wait, firstAnswer, id, ...row }: ReportRow & { readonly id: string }): View {
  return {
    ...row,
    id,
    start: new Date(start).toISOString(),
    ...(end !== undefined && { end: new Date(end).toISOString(), duration: seconds(end - start) }),
    ...(wait !== undefined && { wait: seconds(wait) }),
    ...(firstAnswer !== undefined && { firstAnswer: seconds(firstAnswer) }),
  };
}

const seconds = (ms: number): number => Math.max(0, Math.round(ms / 1000));
