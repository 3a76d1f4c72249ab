import { expect, test } from '@jest/globals';
import { AttemptKey } from '../../../src/console/agent/api/attempt-key.ts';
import {
  blankFields,
  type EndRow,
  type FormField,
  filledIn,
  firstValues,
  isTicked,
  mergeFields,
  statusPair,
} from '../../../src/console/agent/state/ending.ts';
import { isoOf, localOf } from '../../../src/console/agent/state/time.ts';
import { templateKinds } from '../../../src/console/agent/state/words.ts';
import { chatOf } from './sample.ts';

const field = (name: string, change: Partial<FormField> = {}): FormField => ({
  name,
  label: name,
  type: 'text',
  required: true,
  ...change,
});
const row = (change: Partial<EndRow> = {}): EndRow => ({
  n: 1,
  displayId: 'INC1',
  kind: 'incident',
  created: true,
  resolve: { status: 'Resolved', statusReason: 'No Further Action Required' },
  fields: [],
  ...change,
});

test('a created ticket is ticked, a related one only by the agent, an impossible one never', () => {
  const { resolve: _, ...impossible } = row();
  expect(isTicked(row(), {})).toBe(true);
  expect(isTicked(row(), { 1: false })).toBe(false);
  expect(isTicked(row({ created: false }), {})).toBe(false);
  expect(isTicked(row({ created: false }), { 1: true })).toBe(true);
  expect(isTicked({ ...impossible, why: 'no such status' }, { 1: true })).toBe(false);
});

test('status and reason stand together, a status without a reason alone', () => {
  expect(statusPair({ status: 'Completed', statusReason: 'Successful' })).toBe('Completed / Successful');
  expect(statusPair({ status: 'Done', statusReason: '' })).toBe('Done');
});

test('only required fields can be blank, and spaces fill in nothing', () => {
  const fields = [field('a'), field('b', { required: false }), field('c')];
  expect(blankFields(fields, { a: '  ', c: 'x' })).toEqual(['a']);
});

test('what the ITSM suggests is filled in until the agent writes something else', () => {
  const fields = [field('a', { value: 'suggested' }), field('b')];
  expect(firstValues(fields)).toEqual({ a: 'suggested', b: '' });
  expect(firstValues(fields, { a: 'mine' })).toEqual({ a: 'mine', b: '' });
});

test('only filled-in values of the asked-for fields are sent, trimmed', () => {
  expect(filledIn([field('a'), field('b')], { a: ' x ', b: ' ', other: 'y' })).toEqual({ a: 'x' });
});

test('fields that are asked for twice stand once', () => {
  expect(mergeFields([field('a')], [field('a'), field('b')]).map(({ name }) => name)).toEqual(['a', 'b']);
});

test('a template is for the first ticket of its type [row 76]', () => {
  const ticket = { n: 1, connector: 'c', type: 'incident', kind: 'incident', created: true } as const;
  expect(templateKinds(chatOf('c'))).toEqual(['incident', 'work-order']);
  expect(templateKinds(chatOf('c', { tickets: [{ ...ticket, state: 'creating' }] }))).toEqual(['work-order']);
});

test('the same wish keeps its key, another wish gets another', () => {
  const keys = new AttemptKey();
  const first = keys.for({ type: 'incident' });
  expect(keys.for({ type: 'incident' })).toBe(first);
  expect(keys.for({ type: 'incident', another: true })).not.toBe(first);
});

test('local time goes to an instant and back', () => {
  const local = '2026-11-21T10:30';
  expect(localOf(isoOf(local))).toBe(local);
  expect([isoOf(''), localOf(''), localOf('soon')]).toEqual(['', '', '']);
});
