import { publicTranscript } from '../../chat/transcript.ts';
import type { Customer } from '../../connector/lookup.ts';
import type { Mapping, TypeMapping } from '../../connector/mapping.ts';
import { StartupError } from '../../shared/startup-error.ts';
import { contextOf } from '../render.ts';
import { sampleChat } from './sample-chat.ts';
import { faultOf } from './templates.ts';

/**
 * Every template of a mapping is parsed, and what it names is looked for, before the first chat needs it.
 * @throws StartupError
 */
export function checkTemplates(
  connector: string,
  mapping: Mapping,
  settings: Readonly<Record<string, unknown>>,
): void {
  const known = namesFor(settings);
  const faults = Object.entries(mapping).flatMap(([type, typeMapping]) =>
    [...templatesOf(typeMapping)].flatMap(([field, template]) => {
      const fault = faultOf(template, known);
      return fault === undefined ? [] : [`${type}.${field}: ${fault}`];
    }),
  );
  if (faults.length === 0) return;
  throw new StartupError(
    `The mapping of the connector ${connector} is not valid`,
    faults.join('; '),
    `Correct ${faults.length === 1 ? 'that template; it' : 'those templates; they'} may name ${[...known].sort().join(', ')}.`,
  );
}

function* templatesOf({ open, endings, workInfo }: TypeMapping): Generator<readonly [string, string]> {
  for (const [field, template] of Object.entries(open)) yield [`open.${field}`, template];
  for (const [ending, { fields = {} }] of Object.entries(endings))
    for (const [field, template] of Object.entries(fields)) yield [`endings.${ending}.${field}`, template];
  if (workInfo?.summary !== undefined) yield ['workInfo.summary', workInfo.summary];
  if (workInfo?.text !== undefined) yield ['workInfo.text', workInfo.text];
}

// A matched customer has more members than the default one.
const OF_CUSTOMERS: readonly (keyof Customer)[] = [
  'id',
  'login',
  'firstName',
  'lastName',
  'email',
  'phone',
  'company',
  'site',
  'vip',
];

/** Dotted names of all that templates see, read off a context itself. */
function namesFor(settings: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const context = contextOf(sampleChat, publicTranscript(sampleChat, []), undefined, settings);
  return new Set([...namesIn(context), ...OF_CUSTOMERS.map((member) => `customer.${member}`)]);
}

const namesIn = (value: object): readonly string[] =>
  Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null ? namesIn(inner).map((rest) => `${name}.${rest}`) : [name],
  );
