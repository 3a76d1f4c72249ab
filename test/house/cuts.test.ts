import { resolve } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { rawCuts } from '../support/raw-cuts.ts';

const root = resolve(import.meta.dirname, '../..');

/** Cuts that tear nothing anybody reads, each with why. */
const HARMLESS: Readonly<Record<string, string>> = {
  'connectors/bmc-helix/ascii-name.ts: kept.slice(0, longest - ending.length)': 'ASCII by then',
  'connectors/bmc-helix/nearest.ts: text.toLowerCase().slice(0, LONGEST)': 'only compared',
  'connectors/bmc-helix/page.ts: response.body.slice(0, LOOKED_AT)': 'only looked through',
  'connectors/bmc-helix/split-text.ts: text.slice(0, limit)': 'finds where whole pieces end',
  'connectors/bmc-helix/split-text.ts: text.slice(0, most + AHEAD)': 'finds where whole pieces end',
  'src/api/transcript.ts: iso(createdAt).slice(0, 10)': 'a date',
  'src/chat/cut.ts: text.slice(0, limit + AHEAD)': 'the helper itself',
  'src/chat/cut.ts: text.slice(0, near.containing(limit)?.index ?? limit)': 'the helper itself',
  'src/chat/cut.ts: text.slice(0, room + AHEAD)': 'the helper itself',
  'src/chat/cut.ts: text.slice(0, text.length > limit && last > 0xffff ? limit - 1 : limit)':
    'the helper itself',
  'src/console/user/chats-api.ts: chat.createdAt.slice(0, 10)': 'a date',
  "src/people/oidc/sign-in.ts: error.message.replace(/[^\\w-]/g, '').slice(0, 60)": 'ASCII by then',
  'src/shared/beginning.ts: text.slice(0, most + AHEAD)': 'the helper itself',
  'src/shared/beginning.ts: text.slice(0, near.containing(most)?.index ?? most)': 'the helper itself',
  'src/shared/plain-words.ts: text.slice(0, LONGEST_MATCHED)': 'only compared',
  'src/store/files/index.ts: id.slice(0, DIGEST_LENGTH)': 'an id of our own',
  'src/sync/masking/cards.ts: digits.slice(0, 4)': 'digits',
};

const PLANTED = 'src/chat/planted.ts';
const CODE = `
  export const a = (text: string) => text.slice(0, 300);
  const MAX = 5;
  export const b = (text: string | undefined) => text?.substring(0, MAX);
  export const c = (text: 'x', longest: number) => text.slice(0, longest - 1).toWellFormed();
  export const d = (list: readonly string[]) => list.slice(0, 300);
  export const e = (text: string, at: number) => text.slice(0, at);
  export const f = (text: string) => text.slice(2, -1);`;

let found: readonly string[];
let planted: readonly string[];
beforeAll(() => {
  const all = rawCuts(root, ['src', 'connectors', 'jobs', 'config'], { [PLANTED]: CODE });
  const isPlanted = (cut: string) => cut.startsWith(PLANTED);
  found = all.filter((cut) => !isPlanted(cut));
  planted = all.filter(isPlanted);
}, 240_000);

test('[chat F15] texts are cut by chat/cut.ts, or by shared/beginning.ts below it; nothing else tears what people read', () => {
  expect(found.filter((cut) => !(cut in HARMLESS))).toEqual([]);
  // A reason whose place is gone goes too.
  expect(Object.keys(HARMLESS).filter((cut) => !found.includes(cut))).toEqual([]);
});

test('[chat F15 sibling] a new one is seen, whatever it is called, and a list is no text', () => {
  expect(planted).toEqual([
    'src/chat/planted.ts: text.slice(0, 300)',
    'src/chat/planted.ts: text.slice(0, longest - 1)',
    'src/chat/planted.ts: text?.substring(0, MAX)',
  ]);
});
