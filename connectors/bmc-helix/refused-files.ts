import { cut } from '../../src/chat/cut.ts';
import { storable } from '../../src/connector/storable.ts';
import type { Created, Reply } from './client.ts';
import type { Failure } from './errors.ts';
import type { AttachedFile } from './multipart.ts';

type Values = Readonly<Record<string, string>>;
type Files = ReadonlyMap<string, AttachedFile>;

/** FILE_SIZE_EXCEEDS_LIMIT and ATTACH_FILE_NOT_ALLOWED: the site's settings for attachments. */
const REFUSALS: ReadonlySet<number | undefined> = new Set([448, 525]);
const LONGEST_NAME = 60;
const LONGEST_REASON = 100;

/**
 * Creates an entry with its files. A file that the site does not take refuses the whole entry, its
 * text too: the same is sent with as many of the files as it takes, and the text says which are missing and why.
 * Nothing of a refused entry was done, so sending again cannot make two. A file that the text tells of counts as there.
 * @param textField its text ends with a paragraph that has to stay the last one
 */
export async function createWithFiles(
  values: Values,
  files: Files,
  textField: string,
  create: (values: Values, files: Files) => Promise<Reply<Created>>,
): Promise<Reply<Created>> {
  let created = await create(values, files);
  const refusedNames = new Map<string, string>();
  for (const kept of smallerSets(files)) {
    if (created.kind === 'done' || !refusesFile(created)) break;
    const { reason } = created;
    for (const [name, file] of files) {
      if (reason.includes(name) || reason.includes(file.name)) refusedNames.set(name, reason);
    }
    if ([...kept.keys()].some((name) => refusedNames.has(name))) continue;
    const left = [...files].filter(([name]) => !kept.has(name));
    const notes = left.map(([name, file]) => notAttached(file, refusedNames.get(name) ?? reason));
    const smaller = Object.entries(values).filter(([name]) => !files.has(name) || kept.has(name));
    const text = withNotes(values[textField] ?? '', notes);
    const again = await create({ ...Object.fromEntries(smaller), [textField]: text }, kept);
    created = again.kind === 'done' ? withTold(again.value, left) : again;
  }
  return created;
}

/** Whether the text of an entry tells that this file is not there. */
export const tellsOfMissing = (text: string, file: AttachedFile): boolean => text.includes(beginningOf(file));

/** The proxy in front may have a limit of its own. */
const refusesFile = (failure: Failure): boolean =>
  failure.kind === 'refused' &&
  (REFUSALS.has(failure.messageNumber) || failure.reason.includes('(HTTP 413)'));

const beginningOf = ({ name, original = name }: AttachedFile): string =>
  `Not attached: "${cut(storable(original), LONGEST_NAME)}"`;

const notAttached = (file: AttachedFile, reason: string): string =>
  `${beginningOf(file)}: ${cut(storable(reason).replaceAll('\n', ' '), LONGEST_REASON)}`;

function withNotes(text: string, notes: readonly string[]): string {
  const last = text.lastIndexOf('\n\n');
  const at = last < 0 ? text.length : last;
  return `${text.slice(0, at)}\n\n${notes.join('\n')}${text.slice(at)}`;
}

const withTold = (
  { values, id }: Created,
  left: readonly (readonly [string, AttachedFile])[],
): Reply<Created> => ({
  kind: 'done',
  value: { id, values: { ...values, ...Object.fromEntries(left.map(([name, { name: as }]) => [name, as])) } },
});

/** All smaller sets of the files, those with most files first and, of these, the lightest: three files at most have seven. */
function smallerSets(files: Files): readonly Files[] {
  const all = [...files];
  return Array.from({ length: 2 ** all.length - 1 }, (_, bits) => all.filter((_file, at) => bits & (1 << at)))
    .toSorted((a, b) => b.length - a.length || weight(a) - weight(b))
    .map((set) => new Map(set));
}

const weight = (set: readonly (readonly [string, AttachedFile])[]): number =>
  set.reduce((sum, [, { bytes }]) => sum + bytes.length, 0);
