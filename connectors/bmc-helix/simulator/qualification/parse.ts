import { noSuchField } from '../ar-error.ts';
import { type Field, type Form, findField } from '../forms/form.ts';
import { badQualification, type Token, tokenize } from './tokens.ts';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'compare'; readonly by: Comparison; readonly left: Operand; readonly right: Operand };

export type Operand =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'keyword'; readonly value: string }
  | {
      readonly kind: 'sum';
      readonly sign: '+' | '-' | '*' | '/';
      readonly left: Operand;
      readonly right: Operand;
    };

type Node = Condition | Operand;

const COMPARISONS: readonly string[] = ['=', '!=', '<', '<=', '>', '>=', 'LIKE'];
const KEYWORDS: readonly string[] = ['$NULL$', '$USER$', '$TIMESTAMP$'];
const MAX_DEPTH = 100;

/** Reads a `q=` expression against a form. NOT binds tightest, then AND, then OR. */
export function parseQualification(source: string, form: Form): Condition {
  return new Parser(tokenize(source), form).whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #form: Form;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], form: Form) {
    this.#tokens = tokens;
    this.#form = form;
  }

  whole(): Condition {
    const node = condition(this.#or());
    if (this.#at < this.#tokens.length) throw badQualification(`unexpected ${this.#here()}`);
    return node;
  }

  #or(): Node {
    let left = this.#and();
    while (this.#take('OR')) left = { kind: 'or', left: condition(left), right: condition(this.#and()) };
    return left;
  }

  #and(): Node {
    let left = this.#not();
    while (this.#take('AND')) left = { kind: 'and', left: condition(left), right: condition(this.#not()) };
    return left;
  }

  #not(): Node {
    if (!this.#take('NOT')) return this.#compare();
    return this.#deeper(() => ({ kind: 'not', of: condition(this.#not()) }));
  }

  #compare(): Node {
    const left = this.#sum();
    const by = this.#takeOneOf(COMPARISONS);
    if (by === undefined) return left;
    return { kind: 'compare', by: by as Comparison, left: operand(left), right: operand(this.#sum()) };
  }

  #sum(): Node {
    let left = this.#product();
    for (let sign = this.#takeOneOf(['+', '-']); sign !== undefined; sign = this.#takeOneOf(['+', '-'])) {
      left = { kind: 'sum', sign: sign as '+' | '-', left: operand(left), right: operand(this.#product()) };
    }
    return left;
  }

  #product(): Node {
    let left = this.#primary();
    for (let sign = this.#takeOneOf(['*', '/']); sign !== undefined; sign = this.#takeOneOf(['*', '/'])) {
      left = { kind: 'sum', sign: sign as '*' | '/', left: operand(left), right: operand(this.#primary()) };
    }
    return left;
  }

  #primary(): Node {
    if (this.#take('(')) {
      const inner = this.#deeper(() => this.#or());
      if (!this.#take(')')) throw badQualification(`expected ) before ${this.#here()}`);
      return inner;
    }
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'operator')
      throw badQualification(`unexpected ${this.#here()}`);
    this.#at += 1;
    if (token.kind === 'number') return { kind: 'number', value: token.value };
    if (token.kind === 'text') return { kind: 'text', value: token.value };
    if (token.kind === 'keyword') {
      if (!KEYWORDS.includes(token.value)) throw badQualification(`unknown keyword ${token.value}`);
      return { kind: 'keyword', value: token.value };
    }
    const field = findField(this.#form, token.value);
    if (field === undefined) throw noSuchField(this.#form.name, token.value);
    return { kind: 'field', field };
  }

  #deeper<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw badQualification(`nested deeper than ${MAX_DEPTH}`);
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #take(operator: string): boolean {
    return this.#takeOneOf([operator]) !== undefined;
  }

  #takeOneOf(operators: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'operator' || !operators.includes(token.value)) return undefined;
    this.#at += 1;
    return token.value;
  }

  #here(): string {
    const token = this.#tokens[this.#at];
    return token === undefined ? 'end' : `"${token.value}"`;
  }
}

const isCondition = (node: Node): node is Condition =>
  node.kind === 'and' || node.kind === 'or' || node.kind === 'not' || node.kind === 'compare';

function condition(node: Node): Condition {
  if (isCondition(node)) return node;
  throw badQualification('a value stands where a comparison is needed');
}

function operand(node: Node): Operand {
  if (isCondition(node)) throw badQualification('a comparison stands where a value is needed');
  return node;
}
