import type { Records, Row } from '../records.ts';
import { escapeHtml, layout } from './html.ts';

const MOST = 500;

/** The tickets, newest first. */
export function ticketList(records: Records): string {
  const tickets = [...records.all('HPD:Help Desk'), ...records.all('WOI:WorkOrder')]
    .toSorted((a, b) => Number(b.columns['Submit Date']) - Number(a.columns['Submit Date']))
    .slice(0, MOST);
  if (tickets.length === 0) {
    return layout(
      'Tickets',
      '<h1>Tickets</h1><p class="empty">No tickets yet. They appear here as soon as an agent creates one.</p>',
    );
  }
  return layout(
    'Tickets',
    `<h1>Tickets</h1>
<div class="wide"><table>
<thead><tr><th>Number</th><th>Kind</th><th>Summary</th><th>Status</th><th>Assignee</th><th>Customer</th><th>Opened</th></tr></thead>
<tbody>
${tickets.map(line).join('\n')}
</tbody>
</table></div>`,
  );
}

/** The number people say. */
export const displayId = (row: Row): string =>
  String(row.columns['Incident Number'] ?? row.columns['Work Order ID'] ?? row.id);

export const statusBadge = (row: Row): string => {
  const reason = row.columns.Status_Reason ?? row.columns['Status Reason'];
  const words =
    reason === undefined || reason === null ? row.columns.Status : `${row.columns.Status} · ${reason}`;
  return `<span class="badge">${escapeHtml(String(words))}</span>`;
};

function line(row: Row): string {
  const incident = row.table === 'HPD:Help Desk';
  const { columns } = row;
  const customer = incident
    ? `${columns['First Name']} ${columns['Last Name']}`
    : `${columns['Customer First Name']} ${columns['Customer Last Name']}`;
  const number = displayId(row);
  const opened = new Date(Number(columns['Submit Date']) * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return `<tr><td class="short"><a href="/tickets/${encodeURIComponent(number)}">${escapeHtml(number)}</a></td><td class="short">${
    incident ? 'Incident' : 'Work order'
  }</td><td>${escapeHtml(String(columns.Description ?? ''))}</td><td>${statusBadge(row)}</td><td>${escapeHtml(
    String(columns.Assignee ?? columns.ASCHG ?? ''),
  )}</td><td>${escapeHtml(customer)}</td><td class="short">${opened} UTC</td></tr>`;
}
