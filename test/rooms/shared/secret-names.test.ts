import { expect, test } from '@jest/globals';
import { secretsIn } from '../../../src/shared/secret-names.ts';

test('secrets are found by the names of their members, at any depth', () => {
  const settings = {
    connectors: [
      { settings: { url: 'https://itsm', username: 'maria', password: 'hunter22', authString: 'realm' } },
      { settings: { username: 'deskbridge', password: 'deskbridge' } },
    ],
    bot: { MicrosoftAppPassword: 'app-pass' },
    secrets: { inside: ['of-a-list'] },
  };
  expect([...secretsIn(settings)].sort()).toEqual(['app-pass', 'hunter22', 'of-a-list', 'realm']);
});
