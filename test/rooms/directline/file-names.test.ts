import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileName } from '../../../src/store/files/file-name.ts';
import { BASE, closeSideDoors, openSideDoor, type SideDoor } from './side-door.ts';

// Whatever a file is called: where it is taken it can be read, at the address that is told.

let door: SideDoor;
beforeAll(async () => {
  door = await openSideDoor();
});
afterAll(closeSideDoors);

async function sendAndRead(name: string): Promise<{ status: number; text: string; kept: string }> {
  const { token, conversationId, userId } = await door.session();
  const form = new FormData();
  form.append(
    'activity',
    new Blob([JSON.stringify({ type: 'message', attachments: [{ contentType: 'text/plain', name }] })], {
      type: 'application/vnd.microsoft.activity',
    }),
  );
  form.append('file', new Blob(['words'], { type: 'text/plain' }), name);
  const sent = await fetch(`${door.url}${BASE}/conversations/${conversationId}/upload?userId=${userId}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  expect(sent.status).toBe(200);
  const message = door.received.find(
    (one) => one.type === 'message' && one.conversation.id === conversationId,
  );
  const [file] = (message?.attachments ?? []) as { contentUrl: string; name: string }[];
  const read = await fetch(new URL(file?.contentUrl ?? '', door.url));
  return { status: read.status, text: await read.text(), kept: file?.name ?? '' };
}

const FAMILY = '👩‍👩‍👧‍👦';

test.each([
  ['[faults 8a]', `${'x'.repeat(100)}.txt`],
  ['[faults 8a] sibling: of families', `${FAMILY.repeat(40)}.txt`],
  ['[faults 8a] sibling: without an ending', 'y'.repeat(400)],
  ['[faults 8a] sibling: with an ending that is long itself', `a.${'z'.repeat(300)}`],
  ['[faults 8a] sibling: of Chinese', `${'文'.repeat(150)}.txt`],
  ['[faults 8a] sibling: of another type', `${'x'.repeat(89)}.html`],
  ['[faults 8a] sibling: of dots', '..'],
  ['[faults 8a] sibling: of one dot', '.'],
  ['[faults 8a] sibling: of signs that addresses use', '50% off; a=b&c #1+2.txt'],
  ['[faults 8a] sibling: of escapes', '%2e%2e%2f%00.txt'],
])('%s a file with a hard name can be read: %s', async (_tag, name) => {
  const { status, text, kept } = await sendAndRead(name);
  expect({ status, text }).toEqual({ status: 200, text: 'words' });
  expect(kept.length).toBeLessThanOrEqual(100);
});

test('[faults 8a] sibling: what is cut is cut between characters, and the ending stays', () => {
  const name = fileName(`${FAMILY.repeat(40)}.txt`);
  expect(name).toMatch(/….txt$/u);
  expect(name.replace(/….txt$/u, '').replaceAll(FAMILY, '')).toBe('');
  expect(fileName('a.txt')).toBe('a.txt');
});
