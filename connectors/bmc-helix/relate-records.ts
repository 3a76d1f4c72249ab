import { cut, cutTo } from '../../src/chat/cut.ts';
import type { TicketEntry, TicketLink } from '../../src/connector/connector.ts';
import { type Failed, refused } from '../../src/connector/outcome.ts';
import { storable } from '../../src/connector/storable.ts';
import type { Leaving, Reply } from './client.ts';
import { allOf, field, qualify } from './qualification.ts';
import type { TicketForms } from './ticket-forms.ts';
import type { Desk } from './tickets.ts';

const SIDES: Readonly<Record<TicketLink['kind'], { readonly form: string; readonly type: string }>> = {
  knowledge: { form: 'RKM:KnowledgeArticleManager', type: 'Knowledge Article' },
  outage: { form: 'AST:CI Unavailability', type: 'CI Unavailability' },
};
const TIE = 'Related to';

/** The values that a row is written with, by field: what a site must not have taken out of its menus. */
export const relationValues = (): readonly (readonly [field: string, value: string])[] => [
  ['Association Type01', TIE],
  ...Object.values(SIDES).map(({ type }) => ['Request Type01', type] as const),
];

const RECORD_ID = /^[A-Za-z0-9_-]{1,60}$/;
const MAX_TITLE = 100;

/** The records that entries tie to the ticket, each once. */
export function relationsOf(entries: readonly TicketEntry[]): readonly TicketLink[] {
  const wanted = entries.flatMap(({ links = [] }) => links.filter(({ relate }) => relate));
  return [...new Map(wanted.map((link) => [relationName(link), link])).values()];
}

export const relationName = ({ kind, id }: TicketLink): string => `${kind} ${id}`;

/** The failure for a record that no id of the ITSM can name. */
export function impossibleRelation(links: readonly TicketLink[]): Failed | undefined {
  const odd = links.find(({ id }) => !RECORD_ID.test(id));
  return odd && refused(`"${cut(storable(odd.id), 60)}" is not the id of a BMC record.`, 'links');
}

/** Those of the records that the ticket is not tied to yet. */
export async function unrelated(
  desk: Desk,
  forms: TicketForms,
  number: string,
  links: readonly TicketLink[],
): Promise<Reply<readonly TicketLink[]>> {
  const left: TicketLink[] = [];
  for (const link of links) {
    const q = allOf([
      qualify`${field('Request ID01')} = ${link.id}`,
      qualify`${field('Form Name01')} = ${SIDES[link.kind].form}`,
      qualify`${field('Request ID02')} = ${number}`,
    ]);
    const rows = await desk.client.query(forms.associations, q, { fields: ['Request ID02'], limit: 1 });
    if (rows.kind !== 'done') return rows;
    if (rows.value.length === 0) left.push(link);
  }
  return { kind: 'done', value: left };
}

/** Writes one row that ties the record to the ticket. */
export async function relate(
  desk: Desk,
  forms: TicketForms,
  number: string,
  link: TicketLink,
  leaving: Leaving,
): Promise<Reply<unknown>> {
  const { form, type } = SIDES[link.kind];
  return desk.client.create(
    forms.associations,
    {
      'Form Name01': form,
      'Request ID01': link.id,
      'Request Type01': type,
      'Request Description01': cutTo(storable(link.title).replaceAll('\n', ' '), { bytes: MAX_TITLE }),
      'Association Type01': TIE,
      'Form Name02': forms.base,
      'Request ID02': number,
    },
    ['Request ID02'],
    new Map(),
    leaving,
  );
}
