import { FORMS } from '../forms/index.ts';
import type { Records, Row } from '../records.ts';
import { showValues } from '../values.ts';
import { escapeHtml, layout } from './html.ts';
import { displayId, statusBadge } from './ticket-list.ts';

const KINDS = [
  {
    table: 'HPD:Help Desk',
    number: 'Incident Number',
    log: 'HPD:WorkLog',
    ties: 'HPD:Associations',
    title: 'Incident',
  },
  {
    table: 'WOI:WorkOrder',
    number: 'Work Order ID',
    log: 'WOI:WorkInfo',
    ties: 'WOI:Associations',
    title: 'Work order',
  },
] as const;

/** One ticket with its fields and work info, or nothing where the number is not known. */
export function ticketPage(records: Records, number: string): string | undefined {
  for (const kind of KINDS) {
    const row = records.all(kind.table).find((each) => each.columns[kind.number] === number);
    if (row === undefined) continue;
    const log = records.all(kind.log).filter((each) => each.columns[kind.number] === number);
    const ties = records.all(kind.ties).filter((each) => each.columns['Request ID02'] === number);
    return layout(
      `${kind.title} ${number}`,
      `<h1>${kind.title} ${escapeHtml(displayId(row))} ${statusBadge(row)}</h1>
<table><tbody>
${fieldRows(row)}
</tbody></table>
<h2>Related (${ties.length})</h2>
${ties.map(tie).join('\n') || '<p class="empty">None.</p>'}
<h2>Work info (${log.length})</h2>
${log.map(workInfo).join('\n') || '<p class="empty">None.</p>'}`,
    );
  }
  return undefined;
}

function fieldRows(row: Row): string {
  const form = FORMS.get(row.table);
  if (form === undefined) return '';
  return Object.entries(showValues(form, row, ''))
    .filter(([name, value]) => value !== null && name !== 'Status-History')
    .map(
      ([name, value]) =>
        `<tr><td class="key">${escapeHtml(name)}</td><td><pre dir="auto">${escapeHtml(String(value))}</pre></td></tr>`,
    )
    .join('\n');
}

function tie({ columns }: Row): string {
  const head = `${columns['Association Type01']} · ${columns['Request Type01'] ?? columns['Form Name01']} · ${columns['Request ID01']}`;
  return `<article><p>${escapeHtml(head)}</p><strong>${escapeHtml(String(columns['Request Description01'] ?? ''))}</strong></article>`;
}

function workInfo(row: Row): string {
  const { columns } = row;
  const at = new Date(Number(columns['Submit Date']) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const head = `${at} UTC · ${columns['Work Log Type']} · ${columns['View Access'] ?? 'Internal'} · ${columns.Submitter}`;
  return `<article><p>${escapeHtml(head)}</p><strong>${escapeHtml(String(columns.Description ?? ''))}</strong>
<pre dir="auto">${escapeHtml(String(columns['Detailed Description'] ?? ''))}</pre>${files(columns)}</article>`;
}

function files(columns: Row['columns']): string {
  const names = Object.values(columns).flatMap((value) =>
    typeof value === 'object' && value !== null ? [value.name] : [],
  );
  return names.length === 0 ? '' : `<p>Files: ${escapeHtml(names.join(', '))}</p>`;
}
