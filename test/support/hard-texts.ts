import { fitsOf, type Node, treeOf } from './regex-steps.ts';

/** A text that grows: `head`, then `pump` again and again, then `tail`. */
export interface Growing {
  readonly head: string;
  readonly pump: string;
  readonly tail: string;
}

/** What people and their programs write; a class is asked for some of these that it takes. */
const CHARACTERS = [
  ' ',
  '\t',
  '\n',
  'a',
  'A',
  '1',
  '-',
  '_',
  '.',
  ':',
  '/',
  '"',
  '(',
  '<',
  '@',
  'ä',
  'ß',
  '!',
  '\u00a0',
];
/** What many patterns do not take. */
const TAILS = ['', '\u0001', '"'];

/**
 * Texts that look as a pattern wants them, up to each of its repetitions, which then never ends or
 * comes to nothing: what costs a backtracking engine most. With each comes every fragment of the pattern,
 * for texts that are put together at random.
 */
export function hardTexts(pattern: RegExp): { texts: readonly Growing[]; fragments: readonly string[] } {
  const flags = pattern.flags.replace(/[dgmy]/g, '');
  const texts = new Map<string, Growing>();
  const keep = (text: Growing) => texts.set(JSON.stringify(text), text);
  const fragments = new Set<string>();

  /** @returns some texts that the node takes, the shortest way */
  function samples(node: Node): readonly string[] {
    switch (node.type) {
      case 'alternative':
        return sequence(node.body as readonly Node[]);
      case 'group':
        return node.behavior === 'normal' || node.behavior === 'ignore'
          ? sequence(node.body as readonly Node[])
          : [''];
      case 'disjunction':
        return (node.body as readonly Node[]).flatMap((one) => samples(one).slice(0, 1));
      case 'quantifier': {
        const once = samples(node.body[0] as Node);
        return [
          ...once.slice(0, 1).map((one) => one.repeat(Math.max(1, node.min))),
          ...(node.min === 0 ? [''] : []),
        ];
      }
      case 'anchor':
      case 'reference':
        return [''];
      case 'value':
        return [String.fromCodePoint(node.codePoint)];
      default: {
        const fits = fitsOf(node.raw, flags);
        return CHARACTERS.filter(fits).slice(0, 4);
      }
    }
  }

  function sequence(nodes: readonly Node[]): readonly string[] {
    const all = nodes.map((node) => samples(node));
    const first = all.map(([one = '']) => one).join('');
    const last = all.map((some) => some.at(-1) ?? '').join('');
    return first === last ? [first] : [first, last];
  }

  function walk(node: Node, head: string): void {
    for (const one of samples(node)) if (one.length > 0) fragments.add(one);
    if (node.type === 'alternative' || node.type === 'group') {
      let before = head;
      for (const one of node.body as readonly Node[]) {
        walk(one, before);
        before += samples(one)[0] ?? '';
      }
    } else if (node.type === 'disjunction') {
      for (const one of node.body as readonly Node[]) walk(one, head);
    } else if (node.type === 'quantifier') {
      const body = node.body[0] as Node;
      if ((node.max ?? Number.POSITIVE_INFINITY) > 8)
        for (const pump of samples(body))
          if (pump !== '') {
            for (const tail of TAILS) {
              keep({ head, pump, tail });
              // Many beginnings, each of which may look at all that follows.
              keep({ head: '', pump: head + pump, tail });
            }
            // What is tied to the begin of the text does not take this one, so that another alternative has to.
            keep({ head: `\u0001${head}`, pump, tail: '\u0001' });
          }
      walk(body, head);
    }
  }

  walk(treeOf(pattern), '');
  return { texts: [...texts.values()], fragments: [...fragments] };
}

/** A growing text at a length, in characters. */
export const grown = ({ head, pump, tail }: Growing, length: number): string =>
  head + pump.repeat(Math.max(1, Math.ceil((length - head.length) / pump.length))) + tail;
