import { z } from 'zod';
import type { Lookups, TemplateItem } from '../../src/connector/lookup.ts';
import type { Reply } from './client.ts';
import { matching, nothing } from './matching.ts';
import { allOf, field, qualify, searchWords, wordsIn } from './qualification.ts';
import type { EntryValues } from './schema.ts';
import { type TicketForms, ticketForms } from './ticket-forms.ts';
import { type Desk, noSuchType } from './tickets.ts';

const NAME = 'Template Name';
// InstanceIds and GUIDs; anything else could not be asked for and names no template.
const TEMPLATE_ID = /^[A-Za-z0-9{}_-]{1,80}$/;

/** Enabled templates whose name or text holds every word; all of them for a blank text. */
export async function findTemplates(
  desk: Desk,
  { type, text }: Lookups['template']['query'],
): Promise<Reply<readonly TemplateItem[]>> {
  const forms = ticketForms(type, desk.settings);
  if (forms === undefined) return noSuchType(type);
  const { template } = forms;
  const words = searchWords(text);
  if (words === undefined) return nothing;
  const item = z
    .object({
      [template.id]: z.string().min(1),
      [NAME]: z.string().default(''),
      [template.text]: z.string().default(''),
    })
    .transform(
      (row): TemplateItem => ({
        id: row[template.id] ?? '',
        type,
        title: row[NAME] ?? '',
        description: row[template.text] ?? '',
      }),
    );
  return matching(
    desk,
    { form: template.form, fields: [template.id, NAME, template.text], sort: `${NAME}.asc`, item },
    allOf([enabled(forms), ...wordsIn(words, [NAME, template.text])]),
  );
}

/** One enabled template with all its fields, or nothing. */
export async function findTemplate(
  desk: Desk,
  forms: TicketForms,
  id: string,
): Promise<Reply<EntryValues | undefined>> {
  if (!TEMPLATE_ID.test(id)) return { kind: 'done', value: undefined };
  const q = allOf([enabled(forms), qualify`${field(forms.template.id)} = ${id}`]);
  const rows = await desk.client.query(forms.template.form, q, { limit: 1 });
  return rows.kind === 'done' ? { kind: 'done', value: rows.value[0] } : rows;
}

const enabled = ({ template }: TicketForms) => qualify`${field(template.state)} = ${'Enabled'}`;
