import type { Field } from '../forms/form.ts';
import type { Row, Value } from '../records.ts';
import { columnOf } from '../values.ts';
import { like } from './like.ts';
import type { Comparison, Condition, Operand } from './parse.ts';
import { badQualification } from './tokens.ts';

export interface Context {
  readonly user: string;
  /** Epoch seconds. */
  readonly now: number;
}

type Scalar = string | number | null;

/** Whether a row meets a condition. Nothing compares with an empty field but `$NULL$`. */
export function meets(condition: Condition, row: Row, context: Context): boolean {
  switch (condition.kind) {
    case 'and':
      return meets(condition.left, row, context) && meets(condition.right, row, context);
    case 'or':
      return meets(condition.left, row, context) || meets(condition.right, row, context);
    case 'not':
      return !meets(condition.of, row, context);
    case 'compare':
      return compare(condition.by, condition.left, condition.right, row, context);
  }
}

function compare(by: Comparison, left: Operand, right: Operand, row: Row, context: Context): boolean {
  if (by === 'LIKE' && left.kind === 'field' && left.field.type !== 'CHAR') {
    throw badQualification(`LIKE works on character fields only, not on '${left.field.name}'`);
  }
  const a = resolve(left, right, row, context);
  const b = resolve(right, left, row, context);
  if (isNull(left) || isNull(right)) return by === '=' ? a === b : by === '!=' && a !== b;
  if (a === null || b === null) return false;
  if (by === 'LIKE') return like(String(a), String(b));
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : textOrder(String(a), String(b));
  switch (by) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

const isNull = (operand: Operand): boolean => operand.kind === 'keyword' && operand.value === '$NULL$';
const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A literal beside an enumerated or time field is read in that field's terms. */
function resolve(operand: Operand, other: Operand, row: Row, context: Context): Scalar {
  switch (operand.kind) {
    case 'field':
      return comparable(operand.field, columnOf(operand.field, row));
    case 'text':
      return other.kind === 'field' ? literal(other.field, operand.value) : operand.value;
    case 'number':
      return operand.value;
    case 'keyword':
      return operand.value === '$USER$' ? context.user : operand.value === '$NULL$' ? null : context.now;
    case 'sum':
      return calculate(operand, row, context);
  }
}

function calculate(sum: Extract<Operand, { kind: 'sum' }>, row: Row, context: Context): Scalar {
  const a = resolve(sum.left, sum.right, row, context);
  const b = resolve(sum.right, sum.left, row, context);
  if (a === null || b === null) return null;
  if (typeof a !== 'number' || typeof b !== 'number') {
    throw badQualification('arithmetic works on numbers and times only');
  }
  return sum.sign === '+' ? a + b : sum.sign === '-' ? a - b : sum.sign === '*' ? a * b : a / b;
}

function comparable(field: Field, value: Value): Scalar {
  if (field.type === 'ENUM' && typeof value === 'string') return field.values?.get(value) ?? null;
  if (typeof value === 'object' && value !== null) return value.name;
  return value;
}

function literal(field: Field, text: string): Scalar {
  if (field.type === 'ENUM') {
    const number = field.values?.get(text);
    if (number === undefined) throw badQualification(`'${field.name}' has no value "${text}"`);
    return number;
  }
  if (field.type === 'TIME') {
    const at = Date.parse(text);
    if (Number.isNaN(at)) throw badQualification(`"${text}" is no date for '${field.name}'`);
    return Math.floor(at / 1000);
  }
  return text;
}
