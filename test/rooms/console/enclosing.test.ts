import { expect, test } from '@jest/globals';
import type { Asking, DeskApi, Upload } from '../../../src/console/agent/api/desk-api.ts';
import { Enclosing } from '../../../src/console/agent/desk/enclosing.ts';
import { Store } from '../../../src/console/agent/desk/store.ts';
import { areUploading, type FilesPolicy, noFiles } from '../../../src/console/agent/state/enclosures.ts';

const POLICY: FilesPolicy = {
  maySend: true,
  types: ['text/plain'],
  kinds: ['plain text'],
  maxBytes: 10,
  perChat: 10,
  left: 10,
};

type Put = Omit<Upload, 'path'> & { readonly name: string };

function begin(put: (chat: string, sent: Put) => Promise<unknown>) {
  const store = new Store();
  store.dispatch({ type: 'signed-in', session: { token: 't', agent: { id: 'alice', name: 'Alice' } } });
  const back: string[] = [];
  const api = {
    putFile: ({ id, query: { name } }: Asking<'putFile'>, sent: Omit<Upload, 'path'>) =>
      put(String(id), { ...sent, name }),
    filesPolicy: async () => POLICY,
    takeFileBack: async ({ file }: Asking<'takeFileBack'>) => void back.push(String(file)),
  } as unknown as DeskApi;
  return { enclosing: new Enclosing(api, store), back, of: () => store.state.files.c ?? noFiles };
}

const kept = (name: string) => ({
  attachment: { name, contentType: 'text/plain', url: `/files/${name}/x`, size: 1 },
});

test('files go up side by side and are taken by the next message in the order they were picked', async () => {
  const waiting = new Map<string, () => void>();
  const { enclosing, of } = begin(async (_chat, { name, token, onProgress }) => {
    expect(token).toBe('t');
    onProgress(0.5);
    await new Promise<void>((resolve) => waiting.set(name, resolve));
    return kept(name);
  });
  const added = enclosing.add('c', [new File(['1'], 'one'), new File(['2'], 'two')]);
  expect(of().enclosed).toMatchObject([
    { name: 'one', progress: 0.5 },
    { name: 'two', progress: 0.5 },
  ]);
  expect(areUploading(of())).toBe(true);
  waiting.get('two')?.();
  waiting.get('one')?.();
  await added;
  expect(areUploading(of())).toBe(false);
  expect(of().policy.value).toEqual(POLICY);
  expect(enclosing.take('c').map(({ name }) => name)).toEqual(['one', 'two']);
  expect(of().enclosed).toEqual([]);
});

test('a refused file stays with its reason, and the others go without it', async () => {
  const { enclosing, of } = begin(async (_chat, { name }) => {
    if (name === 'bad') throw new Error('It is of a kind that is not sent here.');
    return kept(name);
  });
  await enclosing.readPolicy('c');
  const large = new File(['12345678901'], 'large');
  await enclosing.add('c', [new File(['1'], 'bad'), large, new File(['1'], 'good')]);
  expect(enclosing.take('c').map(({ name }) => name)).toEqual(['good']);
  expect(of().enclosed).toMatchObject([
    { name: 'bad', error: 'It is of a kind that is not sent here.' },
    { name: 'large', error: 'It is larger than 1 KB. Send a smaller file.' },
  ]);
});

test('a file that is removed is stopped on its way, or taken back where it has arrived', async () => {
  const { enclosing, back, of } = begin(
    (_chat, { name, signal }) =>
      new Promise((resolve, reject) => {
        if (name === 'quick') resolve(kept(name));
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      }),
  );
  const added = enclosing.add('c', [new File(['1'], 'slow')]);
  await enclosing.remove('c', of().enclosed[0]?.key ?? '');
  await added;
  expect(of().enclosed).toEqual([]);
  await enclosing.add('c', [new File(['1'], 'quick')]);
  await enclosing.remove('c', of().enclosed[0]?.key ?? '');
  expect(of().enclosed).toEqual([]);
  expect(back).toEqual(['quick']);
});
