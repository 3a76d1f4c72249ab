type Thing = Readonly<Record<string, unknown>>;

/** More than this of a card nobody reads. */
const MOST_PARTS = 200;
const MOST_DEPTH = 20;

const CARD = /^application\/vnd\.microsoft\.(?:card\.|teams\.card\.)/i;
const ADAPTIVE = /\.adaptive$/i;

export const isCard = ({ contentType }: Thing): boolean => CARD.test(String(contentType ?? ''));

/** What people read on a card, as one line: its texts, then its buttons. Empty where it says nothing. */
export function cardText({ contentType, content }: Thing): string {
  const card = thing(content);
  const adaptive = ADAPTIVE.test(String(contentType)) || card.type === 'AdaptiveCard';
  return adaptive ? adaptiveText(card) : richText(card);
}

/** Hero, thumbnail, receipt, sign-in, list and media cards: what they say lies in members of these names. */
function richText(card: Thing): string {
  const facts = things(card.facts).map(({ key, value }) => pair(text(key), text(value)));
  const items = things(card.items).map((item) => words([item.title, item.subtitle, item.text, item.price]));
  const total = card.total === undefined ? [] : [pair('Total', text(card.total))];
  const said = joined([words([card.title, card.subtitle, card.text]), ...facts, ...items, ...total]);
  return withButtons(
    said,
    things(card.buttons).map(({ title, value }) => text(title) || text(value)),
  );
}

function adaptiveText(card: Thing): string {
  const parts: string[] = [];
  const buttons: string[] = [];
  walk(card, parts, buttons, 0);
  const said = joined(parts);
  if (said === '' && buttons.length === 0) return text(card.fallbackText) || spoken(card.speak);
  return withButtons(said, buttons);
}

/** Collects what an element and all within it say. */
function walk(element: Thing, parts: string[], buttons: string[], depth: number): void {
  if (depth > MOST_DEPTH || parts.length + buttons.length > MOST_PARTS || element.isVisible === false) return;
  parts.push(...own(element));
  for (const member of ['body', 'items', 'columns', 'rows', 'cells', 'card', 'images'])
    for (const child of things(element[member])) walk(child, parts, buttons, depth + 1);
  for (const member of ['actions', 'inlineAction', 'selectAction'])
    for (const action of things(element[member])) {
      if (text(action.title) !== '') buttons.push(text(action.title));
      for (const card of things(action.card)) walk(card, parts, buttons, depth + 1);
    }
}

/** What an element itself says, without those within it. */
function own(element: Thing): readonly string[] {
  const type = String(element.type ?? '');
  if (type === 'TextBlock' || type === 'CodeBlock') return [text(element.text) || text(element.codeSnippet)];
  if (type === 'RichTextBlock') return [inlines(element.inlines)];
  if (type === 'FactSet')
    return things(element.facts).map(({ title, value }) => pair(text(title), text(value)));
  if (type === 'Image' || type === 'Media') return [text(element.altText)];
  if (!type.startsWith('Input.')) return [];
  const label = text(element.label) || text(element.title) || text(element.placeholder) || text(element.id);
  const choices = things(element.choices).map(({ title, value }) => text(title) || text(value));
  return [choices.length === 0 ? label : pair(label, choices.join(' / '))];
}

const inlines = (value: unknown): string =>
  (Array.isArray(value) ? value : [])
    .map((one) => (typeof one === 'string' ? one : text(thing(one).text)))
    .join('')
    .trim();

/** SSML, or plain text. */
const spoken = (value: unknown): string =>
  text(value)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const withButtons = (said: string, buttons: readonly string[]): string => {
  const shown = buttons.filter((one) => one !== '').join(' | ');
  return [said, shown && `(${shown})`].filter((part) => part !== '').join(' ');
};

const joined = (parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .join('. ')
    .replace(/([.!?:])\. /g, '$1 ');
const words = (parts: readonly unknown[]): string => joined(parts.map(text));
const pair = (name: string, value: string): string =>
  name === '' || value === '' ? name + value : `${name.replace(/:\s*$/, '')}: ${value}`;

const thing = (value: unknown): Thing =>
  typeof value === 'object' && value !== null ? (value as Thing) : {};
/** A list's things, or the one that stands in its place. */
const things = (value: unknown): readonly Thing[] =>
  (Array.isArray(value) ? value : [value])
    .filter((one) => typeof one === 'object' && one !== null)
    .map(thing);

function text(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value.trim() : '';
}
