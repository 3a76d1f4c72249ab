import type { FormField } from '../../config/form-schema.ts';
import { FormQuery } from '../api/requests.ts';
import type { FormView } from '../api/views.ts';
import type { FormAnswer } from '../chat/chat.ts';
import { cleanText } from '../chat/names.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Route } from '../shared/http/route.ts';
import { inLanguage } from '../shared/wording.ts';
import { parse } from './answering.ts';

/** `GET /chat/form`: what users are asked before a chat, in their language. */
export const formRoute = (fields: () => readonly FormField[]): Route => ({
  method: 'GET',
  path: '/chat/form',
  handle({ query }) {
    const { locale } = parse(FormQuery, query, 'malformed-request');
    const body: FormView = {
      fields: fields().map(({ id, label, languages, required, options }) => ({
        id,
        label: inLanguage(languages, locale) ?? label,
        required,
        ...(options !== undefined && { options: [...options] }),
      })),
    };
    return { status: 200, body };
  },
});

/**
 * What a user has answered, in the order of the form; what he left empty is left out.
 * @throws Problem 422 `fields-required`, or `fields-wrong` for an answer to nothing and one that is no option
 */
export function formAnswers(
  fields: readonly FormField[],
  given: Readonly<Record<string, string>>,
): readonly FormAnswer[] {
  const unknown = Object.keys(given).filter((id) => !fields.some((field) => field.id === id));
  if (unknown.length > 0) throw wrong(`The form does not ask for ${unknown.join(', ')}.`, unknown);
  const answers = fields.flatMap(({ id, label }) => {
    const value = cleanText(given[id] ?? '');
    return value === '' ? [] : [{ id, label, value }];
  });
  const answer = (id: string) => answers.find((one) => one.id === id)?.value;
  const missing = fields.filter(({ id, required }) => required && answer(id) === undefined);
  if (missing.length > 0) {
    const labels = missing.map(({ label }) => label).join(', ');
    throw new Problem(422, 'fields-required', `Please fill in: ${labels}.`, {
      fields: missing.map(({ id, label }) => ({ id, label })),
    });
  }
  for (const { id, label, options } of fields) {
    const value = answer(id);
    if (options === undefined || value === undefined || options.includes(value)) continue;
    throw wrong(`${label}: choose one of ${options.join(', ')}.`, [id]);
  }
  return answers;
}

const wrong = (why: string, ids: readonly string[]): Problem =>
  new Problem(422, 'fields-wrong', why, { fields: ids.map((id) => ({ id })) });
