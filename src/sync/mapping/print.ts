import type { DryStep } from './dry-run.ts';
import { ENDINGS, type TypePreview } from './preview.ts';

/** A preview for people at a terminal. */
export const printPreview = (previews: readonly TypePreview[]): string =>
  previews.map(printType).join('\n\n');

function printType({ type, open, workInfo, endings }: TypePreview): string {
  const { summary, text, visibility, type: entryType } = workInfo;
  const entry = { summary, text, visibility, ...(entryType !== undefined && { type: entryType }) };
  return [
    `${type}: open`,
    printFields(open),
    `${type}: work info at the end`,
    printFields(entry),
    ...ENDINGS.flatMap((ending) => {
      const change = endings.get(ending);
      if (change === undefined) return [`${type}: ${ending}`, '  the status is left alone'];
      const { status = '', statusReason = '', fields = {} } = change;
      return [
        `${type}: ${ending}`,
        printFields({ status, statusReason: statusReason || '(empty)', ...fields }),
      ];
    }),
  ].join('\n');
}

/** Each field on a line; further lines of a value stand under its first. */
const printFields = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `  ${name} = ${value.replaceAll('\n', `\n${' '.repeat(name.length + 5)}`)}`)
    .join('\n');

/** A dry run for people at a terminal. */
export const printDryRun = (steps: readonly DryStep[]): string =>
  steps
    .map(({ type, step, requests, cutShort }) =>
      [
        `${type}: ${step}`,
        ...requests.map(({ method, path, body }) => `  ${method} ${path}${printBody(body)}`),
        ...(requests.length === 0 ? ['  no HTTP request'] : []),
        ...(cutShort === undefined ? [] : [`  and no further: ${cutShort}`]),
      ].join('\n'),
    )
    .join('\n\n');

function printBody(body: string | undefined): string {
  if (body === undefined) return '';
  let text = body;
  try {
    text = JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // Not JSON: shown as it is.
  }
  return `\n    ${text.replaceAll('\n', '\n    ')}`;
}
