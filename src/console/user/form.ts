import type { FormView } from '../../api/views.ts';
import { pageLanguage } from './language.ts';

type Field = FormView['fields'][number];

/** Whatever the desk asks before a chat, as rows of the page's form; resolves with how many there are. */
export async function askFields(before: Element): Promise<number> {
  const address = `/chat/form?locale=${encodeURIComponent(pageLanguage())}`;
  const response = await fetch(address, { signal: AbortSignal.timeout(15_000) });
  if (!response.ok) return 0;
  const { fields } = (await response.json()) as FormView;
  for (const field of fields) before.before(rowOf(field));
  return fields.length;
}

/** What was filled in, by the fields' ids. */
export const answersIn = (data: FormData): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...data].flatMap(([name, value]) =>
      name.startsWith(PREFIX) && typeof value === 'string' && value.trim() !== ''
        ? [[name.slice(PREFIX.length), value]]
        : [],
    ),
  );

/** So that no field can be taken for one of the page's own. */
const PREFIX = 'form.';

function rowOf({ id, label, required, options }: Field): HTMLLabelElement {
  const row = document.createElement('label');
  row.append(label);
  if (!required) {
    const optional = document.createElement('span');
    optional.textContent = 'optional';
    row.append(' ', optional);
  }
  const input = options === undefined ? textField() : choiceField(options);
  input.name = PREFIX + id;
  input.required = required;
  row.append(input);
  return row;
}

function textField(): HTMLInputElement {
  const input = document.createElement('input');
  input.maxLength = 2000;
  return input;
}

function choiceField(options: readonly string[]): HTMLSelectElement {
  const select = document.createElement('select');
  for (const option of ['', ...options]) select.append(new Option(option, option));
  return select;
}
