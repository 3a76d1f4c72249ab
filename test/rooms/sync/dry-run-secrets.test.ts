import { describe, expect, it } from '@jest/globals';
import { secretsIn } from '../../../src/shared/secret-names.ts';
import { recordRequests } from '../../../src/sync/mapping/record-requests.ts';

const settings = {
  url: 'https://x',
  username: 'deskbridge',
  password: 'deskbridge',
  authString: 'S3cret-words',
};

async function shown(body: string, path = '/api'): Promise<string> {
  const recorder = recordRequests(undefined, secretsIn(settings));
  await recorder
    .http({ method: 'POST', url: `https://x${path}`, body, headers: {}, deadlineMs: 1, maxBytes: 1 })
    .catch(() => {});
  return JSON.stringify(recorder.take());
}

describe('[admin 22] what a dry run shows', () => {
  it('[admin 22] a value that is a password as well as a name in the open is shown where it is no password', async () => {
    const said = await shown('{"values":{"Assignee Login ID":"deskbridge"}}');
    expect(said).toContain('deskbridge');
    expect(said).not.toContain('[secret]');
  });

  it('[admin 22 sibling] under the name of a secret it is not, in forms and in JSON', async () => {
    expect(await shown('username=deskbridge&password=deskbridge')).toContain(
      'username=deskbridge&password=[secret]',
    );
    const json = await shown('{"user":"deskbridge","password":"desk\\"bridge","n":1}');
    expect(JSON.parse(json)[0].body).toBe('{"user":"deskbridge","password":"[secret]","n":1}');
  });

  it('[admin 22 sibling] a secret that stands nowhere in the open is hidden wherever it stands', async () => {
    expect(await shown('note=S3cret-words', '/api/S3cret-words?q=S3cret-words')).not.toContain('S3cret');
  });
});
