import { z } from 'zod';
import type { Lookups, Outage } from '../../src/connector/lookup.ts';
import type { Reply } from './client.ts';
import { matching } from './matching.ts';
import { allOf, anyOf, field, qualify } from './qualification.ts';
import type { Desk } from './tickets.ts';

const ID = 'Unavailability ID';
const STARTED = 'Actual Start Date';
const ENDED = 'Actual End Date';
const STARTS = 'Scheduled Start Date';
const ENDS = 'Scheduled End Date';

const item = z
  .object({
    [ID]: z.string().min(1),
    Description: z.string().default(''),
    'Detailed Description': z.string().default(''),
    [STARTED]: z.string().default(''),
    [STARTS]: z.string().default(''),
  })
  .transform(
    (row): Outage => ({
      id: row[ID] ?? '',
      displayId: row[ID] ?? '',
      title: row.Description ?? '',
      text: row['Detailed Description'] ?? '',
      since: epochMs(row[STARTED] ?? '') ?? epochMs(row[STARTS] ?? '') ?? 0,
    }),
  );

/** Outages that have begun and not ended, and planned ones from a day before, by the server's own clock. */
export async function findOutages(
  desk: Desk,
  { company = '' }: Lookups['outage']['query'],
): Promise<Reply<readonly Outage[]>> {
  const running = qualify`${field(STARTED)} <= $TIMESTAMP$`;
  const planned = allOf([
    qualify`${field(STARTS)} <= $TIMESTAMP$ + (60*60*24)`,
    qualify`${field(ENDS)} >= $TIMESTAMP$`,
  ]);
  const q = allOf([
    qualify`${field(ENDED)} = $NULL$`,
    anyOf([running, planned]),
    ...(company === ''
      ? []
      : [anyOf([qualify`${field('Company')} = ${company}`, qualify`${field('Company')} = $NULL$`])]),
  ]);
  return matching(
    desk,
    { form: 'AST:CI Unavailability', fields: Object.keys(item.in.shape), sort: `${STARTS}.desc`, item },
    q,
  );
}

/** AR writes `2022-06-21T11:08:05.000+0000`; ISO wants a colon in the offset. */
function epochMs(text: string): number | undefined {
  const at = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? undefined : at;
}
