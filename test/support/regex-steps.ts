import parser, { type AstNode } from 'regjsparser';

/**
 * Counts what a backtracking engine does with a pattern and a text, so that a test can compare sizes
 * without a clock. It backtracks as the engine of JavaScript does, without that one's short cuts.
 */

type Features = { lookbehind: true; namedGroups: true; unicodePropertyEscape: true };
export type Node = AstNode<Features>;

type Step =
  | { readonly do: 'take'; readonly fits: (char: string) => boolean }
  | { readonly do: 'split'; first: number; second: number }
  | { readonly do: 'jump'; to: number }
  | { readonly do: 'when'; readonly holds: (text: string, at: number) => boolean }
  | { readonly do: 'look'; readonly program: readonly Step[]; readonly negative: boolean };

/** The syntax tree of a pattern. @throws for what the parser does not know */
export const treeOf = ({ source, flags }: RegExp): Node =>
  parser.parse(source, flags.replace(/[dgsy]/g, ''), {
    lookbehind: true,
    namedGroups: true,
    unicodePropertyEscape: true,
  }) as Node;

export interface Counter {
  /** Steps of a search for one match, or with the flag `g` for all; stops counting above `most`. */
  steps(text: string, most: number): number;
}

export function counterOf(pattern: RegExp): Counter {
  const program = compile(treeOf(pattern), pattern);
  return {
    steps(text, most) {
      const count = { steps: 0, most };
      for (let from = 0; from <= text.length && count.steps < most; ) {
        const end = run(program, text, from, count);
        if (end !== undefined && !pattern.global) break;
        if (pattern.sticky) break;
        from = end === undefined || end === from ? from + 1 : end;
      }
      return count.steps;
    },
  };
}

/** @returns where the match ends, or nothing */
function run(
  program: readonly Step[],
  text: string,
  from: number,
  count: { steps: number; readonly most: number },
): number | undefined {
  const later: number[] = [0, from];
  while (later.length > 0) {
    let at = later.pop() as number;
    let next = later.pop() as number;
    for (;;) {
      const step = program[next];
      if (step === undefined) return at;
      count.steps += 1;
      if (count.steps >= count.most) return undefined;
      if (step.do === 'take') {
        if (at >= text.length || !step.fits(text[at] as string)) break;
        at += 1;
        next += 1;
      } else if (step.do === 'split') {
        later.push(step.second, at);
        next = step.first;
      } else if (step.do === 'jump') next = step.to;
      else if (step.do === 'when') {
        if (!step.holds(text, at)) break;
        next += 1;
      } else {
        if ((run(step.program, text, at, count) === undefined) !== step.negative) break;
        next += 1;
      }
    }
  }
  return undefined;
}

function compile(tree: Node, pattern: RegExp): readonly Step[] {
  const flags = pattern.flags.replace(/[dgmy]/g, '');
  const steps: Step[] = [];
  const emit = (step: Step): Step => {
    steps.push(step);
    return step;
  };
  const when = (holds: (text: string, at: number) => boolean) => emit({ do: 'when', holds });

  function add(node: Node): void {
    switch (node.type) {
      case 'alternative':
        for (const one of node.body) add(one);
        return;
      case 'disjunction':
        choose(node.body);
        return;
      case 'quantifier':
        repeat(node.body[0] as Node, node.min, node.max ?? Number.POSITIVE_INFINITY, node.greedy);
        return;
      case 'anchor':
        when(anchor(node.kind, pattern.multiline));
        return;
      case 'group':
        group(node);
        return;
      case 'reference':
        throw new Error(`${pattern} refers back to a group: write it without`);
      default:
        emit({ do: 'take', fits: fitsOf(node.raw, flags) });
    }
  }

  function choose(ways: readonly Node[]): void {
    const ends: { to: number }[] = [];
    ways.forEach((way, i) => {
      const split =
        i < ways.length - 1
          ? (emit({ do: 'split', first: steps.length + 1, second: 0 }) as { second: number })
          : undefined;
      add(way);
      if (split === undefined) return;
      ends.push(emit({ do: 'jump', to: 0 }) as { to: number });
      split.second = steps.length;
    });
    for (const end of ends) end.to = steps.length;
  }

  function repeat(body: Node, min: number, max: number, greedy: boolean): void {
    for (let i = 0; i < min; i++) add(body);
    const splits: { first: number; second: number }[] = [];
    const times = max === Number.POSITIVE_INFINITY ? 1 : max - min;
    for (let i = 0; i < times; i++) {
      const split = emit({ do: 'split', first: 0, second: 0 }) as { first: number; second: number };
      splits.push(split);
      const inside = steps.length;
      add(body);
      if (max === Number.POSITIVE_INFINITY) emit({ do: 'jump', to: inside - 1 });
      split.first = inside;
    }
    for (const split of splits) {
      const inside = split.first;
      split.first = greedy ? inside : steps.length;
      split.second = greedy ? steps.length : inside;
    }
  }

  function group(node: Extract<Node, { type: 'group' }>): void {
    const { behavior } = node;
    const body = node.body as readonly Node[];
    if (behavior === 'normal' || behavior === 'ignore') {
      for (const one of body) add(one);
    } else if (behavior === 'lookahead' || behavior === 'negativeLookahead') {
      const program = compile({ ...node, type: 'alternative' } as unknown as Node, pattern);
      emit({ do: 'look', program, negative: behavior === 'negativeLookahead' });
    } else {
      const [only, ...rest] = body;
      if (only === undefined || rest.length > 0 || !ONE_CHARACTER.has(only.type))
        throw new Error(`${pattern} looks behind for more than one character: write it without`);
      const fits = fitsOf(only.raw, flags);
      when((text, at) => (at > 0 && fits(text[at - 1] as string)) !== (behavior === 'negativeLookbehind'));
    }
  }

  add(tree);
  return steps;
}

const ONE_CHARACTER: ReadonlySet<string> = new Set([
  'value',
  'dot',
  'characterClass',
  'characterClassEscape',
  'unicodePropertyEscape',
]);

/** What takes one character, asked of the engine itself and remembered. */
export function fitsOf(raw: string, flags: string): (char: string) => boolean {
  const pattern = new RegExp(`^(?:${raw})$`, flags);
  const known = new Map<string, boolean>();
  return (char) => {
    const before = known.get(char);
    if (before !== undefined) return before;
    const fits = pattern.test(char);
    known.set(char, fits);
    return fits;
  };
}

const isWord = (char: string | undefined) => char !== undefined && /\w/.test(char);

function anchor(kind: string, multiline: boolean): (text: string, at: number) => boolean {
  const boundary = (text: string, at: number) => isWord(text[at - 1]) !== isWord(text[at]);
  if (kind === 'start') return (text, at) => at === 0 || (multiline && text[at - 1] === '\n');
  if (kind === 'end') return (text, at) => at === text.length || (multiline && text[at] === '\n');
  if (kind === 'boundary') return boundary;
  return (text, at) => !boundary(text, at);
}
