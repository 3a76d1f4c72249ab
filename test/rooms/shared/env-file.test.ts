import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadEnvFile } from '../../../src/shared/env-file.ts';
import { StartupError } from '../../../src/shared/startup-error.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'db-env-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function loaded(text: string | Uint8Array, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const file = join(folder, `${files++}.env`);
  writeFileSync(file, text);
  loadEnvFile(env, file);
  return env;
}

it('[admin 1] variables that are set win, also empty ones', () => {
  expect(loaded('A=file\nB=file\nC=file\n', { A: 'real', B: '' })).toEqual({ A: 'real', B: '', C: 'file' });
});

it('[admin 1 sibling] what editors make of a file is read: a mark at its beginning, other ends of lines', () => {
  const text = '\uFEFF# ours\r\nA=1\r\n\r\nexport B = "two # words" # why\rC=\'x\ny\'\n#D=4\nE=';
  expect(loaded(text)).toEqual({ A: '1', B: 'two # words', C: 'x\ny', E: '' });
});

it.each([
  ['no assignment', 'A=1\nB: 2', 2, /NAME=value/],
  ['a name that is none', '\n1B=2', 2, /NAME=value/],
  ['a password with a "#"', 'A=ab#cd', 1, /comment.*quotation marks/],
  ['a password that begins with one', 'A=#cd', 1, /comment/],
  ['a quotation mark that is never closed', 'A=1\nB="x\ny\nz', 2, /never closed/],
  ['words after the closing one', 'A="x" y', 1, /follows the closing/],
])('[admin 1 sibling] %s is told with its line, and never with its value', (_what, text, line, why) => {
  let error: unknown;
  try {
    loaded(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(StartupError);
  const told = error as StartupError;
  expect(told.message).toContain(`Line ${line} of `);
  expect(told.why).toMatch(why);
  expect(`${told.message}${told.why}${told.fix}`).not.toContain('cd');
});

it('no file is no mistake; a folder, or what is no text, is', () => {
  expect(() => loadEnvFile({}, join(folder, 'nowhere'))).not.toThrow();
  mkdirSync(join(folder, 'folder'));
  expect(() => loadEnvFile({}, join(folder, 'folder'))).toThrow(StartupError);
  expect(() => loaded(Buffer.from('A=ü', 'latin1'))).toThrow(StartupError);
});
