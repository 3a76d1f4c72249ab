import type { Finding } from '../../src/connector/connector.ts';
import type { Mapping, TypeMapping } from '../../src/connector/mapping.ts';

export const STATUSES: readonly string[] = ['open', 'resolved', 'cancelled'];

const typeMapping: TypeMapping = {
  open: { summary: '{{ summary }}', description: '{{ transcript }}' },
  limits: { summary: 100 },
  endings: {
    resolved: { status: 'resolved', statusReason: '', fields: { resolution: '{{ resolution }}' } },
    abandoned: { status: 'cancelled', statusReason: '' },
    'abandoned-by-user': { status: 'cancelled', statusReason: '' },
    'cancelled-while-waiting': { status: 'cancelled', statusReason: '' },
  },
  groupField: 'group',
  reopen: { status: 'open', statusReason: '', days: 14 },
  finished: ['resolved', 'cancelled'],
};

export const mapping: Mapping = { incident: typeMapping, 'work-order': typeMapping };

/** Fields are free here; types and statuses are not. */
export function checkMapping(wanted: Mapping): readonly Finding[] {
  return Object.entries(wanted).flatMap(([type, { endings }]) => [
    ...(type in mapping
      ? []
      : [finding(`There is no ticket type "${type}".`, 'Map incident or work-order.')]),
    ...Object.values(endings)
      .filter(({ status }) => !STATUSES.includes(status))
      .map(({ status }) => finding(`There is no status "${status}".`, `Use one of: ${STATUSES.join(', ')}.`)),
  ]);
}

const finding = (what: string, fix: string): Finding => ({ severity: 'error', what, fix });
