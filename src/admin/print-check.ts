import type { Finding } from '../connector/connector.ts';
import type { Checked, CheckState } from './check-connector.ts';
import { withNearest } from './nearest.ts';

const STATES: Readonly<Record<CheckState, string>> = {
  proven: 'proven: the ITSM has everything that the mapping needs',
  faulty: 'faulty',
  unproven: 'unproven: the ITSM could not be asked',
};

/** What a check found, for people at a terminal. */
export function printCheck(connector: string, { state, findings, blocked }: Checked): string {
  return [
    `${connector}: ${STATES[state]}`,
    ...findings.map(printFinding),
    ...blocked.map(({ type, ending }) => `  Until then no ${type} can be ended as ${ending}.`),
  ].join('\n');
}

export function printFinding(finding: Finding): string {
  const { severity, what, fix, form, field, value, nearest } = withNearest(finding);
  const where = [
    ...(form === undefined ? [] : [`form ${form}`]),
    ...(field === undefined ? [] : [`field ${field}`]),
    ...(value === undefined ? [] : [`value "${value}"`]),
  ].join(', ');
  return [
    `  ${severity}: ${what}`,
    ...(where === '' ? [] : [`    At: ${where}`]),
    ...(nearest === undefined ? [] : [`    Nearest: "${nearest}"`]),
    `    Fix: ${fix}`,
  ].join('\n');
}
