import { Liquid } from 'liquidjs';

const engine = new Liquid({
  strictFilters: true,
  ownPropertyOnly: true,
  // A template can loop over a transcript; it must not loop for ever.
  renderLimit: 1_000,
  parseLimit: 100_000,
  // No template reads another one from a file.
  templates: {},
});

/** @throws an error of Liquid for a template that `faultOf` finds fault with */
export const render = (template: string, context: object): string =>
  String(engine.parseAndRenderSync(template, context)).trim();

// What Liquid knows of any text or list.
const OF_ANY = new Set(['size', 'first', 'last']);

/**
 * What is wrong with a template, as a sentence, or nothing.
 * @param known dotted names of everything a template may name
 */
export function faultOf(template: string, known: ReadonlySet<string>): string | undefined {
  try {
    const named = engine.globalVariableSegmentsSync(template).map((path) => path.map(String));
    const unknown = named.find((path) => !isKnown(path, known));
    return unknown && `there is no variable ${unknown.join('.')}`;
  } catch (error) {
    const [first = ''] = String(error instanceof Error ? error.message : error).split('\n');
    return first;
  }
}

function isKnown(path: readonly string[], known: ReadonlySet<string>): boolean {
  // What a bot sends along is its own to name.
  if (path[0] === 'chat' && path[1] === 'context' && path.length > 2) return true;
  if (known.has(path.join('.'))) return true;
  return OF_ANY.has(path.at(-1) ?? '') && known.has(path.slice(0, -1).join('.'));
}

/** Whether a template names this variable. */
export const names = (template: string, variable: string): boolean =>
  engine.globalVariablesSync(template).includes(variable);
