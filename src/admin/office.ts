import type { z } from 'zod';
import type { OFFICE } from '../api/operations/office.ts';
import { ticketView } from '../api/ticket-view.ts';
import { ReportRowView, type TicketsNeedingHand } from '../api/views.ts';
import type { Chat } from '../chat/chat.ts';
import type { ReportRow } from '../chat/report.ts';
import { createCarryOut } from '../people/carry-out.ts';
import { maySee, maySeeChat } from '../people/policy.ts';
import type { People } from '../people/room.ts';
import { AsItIs, type Handlers } from '../people/serve.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Incoming } from '../shared/http/route.ts';
import { actorOf, type ChainedRow } from '../store/store.ts';
import { csv } from './csv.ts';
import { createFigures } from './figures.ts';
import type { OfficePorts } from './ports.ts';

const DAY_MS = 86_400_000;
const COLUMNS = Object.keys(ReportRowView.shape) as (keyof typeof ReportRowView.shape)[];

type HandRow = z.infer<typeof TicketsNeedingHand>['tickets'][number];

/** What supervisors and admins see of the whole desk: agents, figures, tickets that need a hand, checks, report, audit. */
export function office(
  ports: OfficePorts,
  { looks, agentNow }: Pick<People, 'looks' | 'agentNow'>,
): Handlers<typeof OFFICE> {
  const { store } = ports;
  const figures = createFigures(ports, agentNow);
  const carryOut = createCarryOut(ports.execute);

  /** A row a ticket; one that has no error waits for the ITSM to confirm a write. */
  async function handRows(chat: Chat): Promise<readonly HandRow[]> {
    const { id, status, subject, tickets } = chat;
    const rows = await Promise.all(
      tickets.map(ticketView).map(async (ticket) => {
        const { n, error, state } = ticket;
        const unconfirmed = async () => (state === 'creating' ? ['open'] : store.ledger(id, n).unconfirmed());
        const reason = error ?? unproven(await unconfirmed());
        return reason === undefined ? [] : [{ chat: { id, status, subject }, ticket, reason }];
      }),
    );
    return rows.flat();
  }

  return {
    async agents() {
      const known = await ports.freshAccounts();
      const accounts = [...known.values()].filter(({ roles }) => roles.includes('agent'));
      const [there, removed] = await Promise.all([
        Promise.all(accounts.map(agentNow)),
        figures.removed(known),
      ]);
      return { agents: [...there, ...removed] };
    },

    figures: ({ caller }) => figures.desk(caller.account),

    async ticketsNeedingHand({ caller: { account }, query: { after, limit } }) {
      await looks.atHandList(account);
      const page = await store.lists.needsHand(after, limit);
      const chats = (await store.chats.readAll(page.ids)).filter((chat) => maySeeChat(account, chat));
      const tickets = await Promise.all(chats.map(handRows));
      return { tickets: tickets.flat(), ...(page.next !== undefined && { next: page.next }) };
    },

    async giveUpTicket(call) {
      const n = Number(call.params.n);
      const actor = actorOf(call.caller.account.id);
      const { chat, executed } = await carryOut(call, { type: 'give-up-ticket', by: await call.by(), n });
      if (executed.kind === 'done') await ports.audit({ actor, what: 'gave-up-ticket', chat: chat.id, n });
      const ticket = chat.tickets.find((one) => one.n === n);
      if (ticket === undefined) throw new Problem(404, 'ticket-not-found', 'The chat has no such ticket.');
      return { ticket: ticketView(ticket) };
    },

    checks: () => ({
      connectors: ports.checks().map(({ at, ...report }) => ({
        ...report,
        ...(at !== undefined && { at: new Date(at).toISOString() }),
      })),
    }),

    /** As JSON or for a spreadsheet. Who reads it gets the rows of their queues and companies. */
    async report({ request, caller, query: { from, to, after, limit, format } }) {
      const range = {
        from: from === undefined ? 0 : Date.parse(from),
        to: to === undefined ? ports.clock.now() + DAY_MS : Date.parse(to) + DAY_MS - 1,
      };
      const found = await store.reports.rows({ ...range, after }, limit);
      const rows = found.filter((row) => maySee(caller.account, row)).map(reportRow);
      const next = found.length === limit ? found.at(-1)?.id : undefined;
      if (format === 'json') return { rows, ...(next !== undefined && { next }) };
      return new AsItIs({
        status: 200,
        body: csv(COLUMNS, rows),
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="deskbridge-report.csv"',
          ...(next !== undefined && { link: `<${linkTo(request, next)}>; rel="next"` }),
        },
      });
    },

    /** Each look at it is a row of it. */
    async audit({ caller: { account }, query: { after, limit } }) {
      await ports.audit({ actor: actorOf(account.id), what: 'looked-at-audit' });
      const rows = await ports.readAudit(after, limit);
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return { rows: rows.map(auditRow), ...(last && { next: last.id }) };
    },
  };
}

const unproven = (writes: readonly string[]): string | undefined =>
  writes.length === 0
    ? undefined
    : `The ITSM has not confirmed yet: ${writes.join(', ')}. It is tried again by itself.`;

const linkTo = ({ path, query }: Incoming, after: string): string =>
  `${path}?${new URLSearchParams({ ...query, after })}`;

function reportRow({
  start,
  end,
  wait,
  firstAnswer,
  id,
  ...row
}: ReportRow & { readonly id: string }): z.infer<typeof ReportRowView> {
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

/** The id begins with the time. */
const auditRow = ({ id, row, hash }: ChainedRow) => ({
  ...(JSON.parse(row) as { readonly actor: string; readonly what: string }),
  id,
  at: new Date(Number(id.split('-')[0])).toISOString(),
  hash,
});
