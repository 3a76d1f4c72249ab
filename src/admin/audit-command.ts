import type { Audit } from '../store/store.ts';

const PAGE = 500;

/** Whether the audit is as it was written, for people at a terminal. */
export async function verifyAudit(
  audit: Pick<Audit, 'verify'>,
): Promise<{ readonly text: string; readonly ok: boolean }> {
  const found = await audit.verify();
  return found.ok
    ? { text: `The audit is whole: ${found.rows} rows, each follows from the one before.`, ok: true }
    : { text: `The audit is broken after ${found.rows} rows: ${found.why}.`, ok: false };
}

/** Every row as a line of JSON: id, the row as it was hashed, its hash. The look itself is a row. */
export async function exportAudit(
  audit: Pick<Audit, 'after' | 'record'>,
  print: (line: string) => void,
): Promise<void> {
  await audit.record({ actor: 'system', what: 'looked-at-audit' });
  let at = '';
  for (;;) {
    const rows = await audit.after(at, PAGE);
    for (const { id, row, hash } of rows) print(JSON.stringify({ id, row: JSON.parse(row), hash }));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    at = last.id;
  }
}
