import type { FormField, LookupKind, Lookups } from '../../src/connector/lookup.ts';
import { done, type Outcome, refused, unsupported } from '../../src/connector/outcome.ts';
import type { MemoryStore } from './store.ts';

const MOST = 50;

type Finders = {
  readonly [K in LookupKind]?: (
    store: MemoryStore,
    query: Lookups[K]['query'],
  ) => Outcome<readonly Lookups[K]['item'][]>;
};

const finders = {
  template: ({ seed }, { type, text }) =>
    done(
      (seed.templates ?? []).filter(
        (each) => each.type === type && holds(`${each.title} ${each.description}`, text),
      ),
    ),
  form: ({ seed }, { type, templateId, ending }) => {
    if (ending !== undefined) return done(ending === 'resolved' ? (seed.onResolve ?? []) : []);
    const template = (seed.templates ?? []).find((each) => each.type === type && each.id === templateId);
    if (templateId !== undefined && template === undefined) return noSuchTemplate(templateId);
    return done(FORM.map((field) => withValue(field, template?.fields?.[field.name])));
  },
  knowledge: ({ seed }, query) =>
    done(
      (seed.articles ?? []).filter((article) =>
        'id' in query ? article.id === query.id : holds(`${article.title} ${article.text}`, query.text),
      ),
    ),
  customer: ({ seed }, { email, login }) => {
    if (!email && !login) return refused('A customer is looked up by mail or login; give one.', 'email');
    return done(
      (seed.customers ?? []).filter(
        (each) => (email && each.email === email) || (login && each.login === login),
      ),
    );
  },
  person: ({ seed }, query) =>
    done(
      (seed.persons ?? [])
        .filter((each) => ('login' in query ? each.login === query.login : each.email === query.email))
        .map(({ login, name, rights }) => ({ login, name, rights })),
    ),
  ticket: (store, query) =>
    done(
      store
        .all()
        .filter((ticket) =>
          'displayId' in query
            ? ticket.ref.displayId === query.displayId
            : ticket.fields.customer === query.customerLogin && ticket.status === 'open',
        )
        .map(({ ref, fields, status, statusReason }) => ({
          ref,
          title: fields.summary ?? '',
          status,
          statusReason,
        })),
    ),
} satisfies Finders;

export const LOOKUPS = Object.keys(finders) as readonly LookupKind[];

const FORM: readonly FormField[] = [
  { name: 'summary', label: 'Summary', type: 'text', required: true, limit: 100 },
  { name: 'description', label: 'Description', type: 'text', required: false },
];

/** At most 50 items; assets and outages are not kept here. */
export function lookUp<K extends LookupKind>(
  store: MemoryStore,
  kind: K,
  query: Lookups[K]['query'],
): Outcome<readonly Lookups[K]['item'][]> {
  const find = LOOKUPS.includes(kind) ? (finders as Finders)[kind] : undefined;
  if (find === undefined) return unsupported(`The memory connector has no "${kind}" to look up.`);
  const found = find(store, query);
  return found.kind === 'done' ? done(found.value.slice(0, MOST)) : found;
}

export const noSuchTemplate = (id: string) => refused(`There is no template "${id}".`, 'templateId');

const holds = (text: string, words: string): boolean =>
  words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));

const withValue = (field: FormField, value: string | undefined): FormField =>
  value === undefined ? field : { ...field, value };
