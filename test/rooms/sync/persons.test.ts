import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AgentAccount, ConnectorSettings } from '../../../config/schema.ts';
import bmc from '../../../connectors/bmc-helix/index.ts';
import type { Person } from '../../../src/connector/lookup.ts';
import { busy, done, type Outcome, refused } from '../../../src/connector/outcome.ts';
import { createPersons } from '../../../src/sync/persons.ts';
import type { ConnectorInstance } from '../../../src/sync/ports.ts';
import { createTicketRights } from '../../../src/sync/ticket-rights.ts';

const MASTER = ['Incident Master'];
const alison: Person = { login: 'asmith', name: 'Alison Smith', rights: MASTER };

type Account = Pick<AgentAccount, 'id' | 'email' | 'itsm'>;
let asked: unknown[];
let answer: () => Promise<Outcome<readonly Person[]>>;
let now: number;
let links: ConnectorSettings['persons'];
let accounts: Record<string, Account>;

beforeEach(() => {
  asked = [];
  answer = async () => done([alison]);
  now = 0;
  links = undefined;
  accounts = { alice: { id: 'alice', email: 'alice@example.com' } };
});

function open() {
  const connector = {
    lookup: (kind: string, query: object) => {
      asked.push({ kind, ...query });
      return answer();
    },
  } as unknown as ConnectorInstance['connector'];
  const instance = (id: string): ConnectorInstance | undefined =>
    id === 'helix' ? { id, definition: bmc, mapping: bmc.mapping, settings: {}, connector } : undefined;
  const persons = createPersons({
    instance,
    account: async (id) => accounts[id],
    links: () => links,
    clock: { now: () => now },
  });
  return { persons, whyNot: createTicketRights({ instance, persons }) };
}

describe('an agent’s person', () => {
  const own = { itsm: { name: 'Alice Own', login: 'own' } };
  test.each<[string, ConnectorSettings['persons'], Partial<Account>, unknown]>([
    ['the table, before all else', { by: 'mail', table: { alice: 'tabled' } }, own, { login: 'tabled' }],
    ['the account’s own entry', { by: 'mail', table: {} }, own, { login: 'own' }],
    ['the own entry where nothing is set', undefined, own, { login: 'own' }],
    ['the login', { by: 'login', table: {} }, {}, { login: 'alice' }],
    ['the mail', { by: 'mail', table: { bob: 'bjones' } }, {}, { email: 'alice@example.com' }],
  ])('is found by %s', async (_what, given, more, query) => {
    links = given;
    accounts.alice = { ...accounts.alice!, ...more };
    expect(await open().persons.find('helix', 'alice')).toEqual(done({ person: alison }));
    expect(asked).toEqual([{ kind: 'person', ...(query as object) }]);
  });

  test.each<[string, ConnectorSettings['persons'], string]>([
    ['the table does not name', { by: 'table', table: { bob: 'bjones' } }, 'alice'],
    ['is linked by nothing', undefined, 'alice'],
    ['has no account any more', { by: 'login', table: {} }, 'gone'],
    ['is called like a part of every table', { by: 'table', table: {} }, 'constructor'],
  ])('is nobody where the agent %s; the ITSM is not asked', async (_what, given, agent) => {
    links = given;
    expect(await open().persons.find('helix', agent)).toEqual(
      done({ why: 'your account is linked to nobody there' }),
    );
    expect(await open().persons.of('helix', agent)).toEqual(done(undefined));
    expect(asked).toEqual([]);
  });

  test('is nobody where the ITSM knows none or several', async () => {
    links = { by: 'mail', table: {} };
    answer = async () => done([]);
    expect(await open().persons.find('helix', 'alice')).toEqual(
      done({ why: 'nobody there has the address alice@example.com' }),
    );
    answer = async () => done([alison, alison]);
    expect(await open().persons.find('helix', 'alice')).toEqual(
      done({ why: 'several people there have the address alice@example.com' }),
    );
    expect(await open().persons.of('helix', 'alice')).toEqual(done(undefined));
  });

  test('as an assignee: an own entry is taken as it stands, a found one as the ITSM writes it', async () => {
    links = { by: 'login', table: {} };
    expect(await open().persons.of('helix', 'alice')).toMatchObject(
      done({ name: 'Alison Smith', login: 'asmith' }),
    );
    accounts.alice = { id: 'alice', ...own };
    asked = [];
    expect(await open().persons.of('helix', 'alice')).toEqual(done({ name: 'Alice Own', login: 'own' }));
    expect(asked).toEqual([]);
  });

  test('as an assignee: an ITSM that cannot be asked puts it off, one that refuses leaves the default', async () => {
    links = { by: 'login', table: {} };
    answer = async () => busy('down');
    expect(await open().persons.of('helix', 'alice')).toEqual(busy('down'));
    answer = async () => refused('not for you');
    expect(await open().persons.of('helix', 'alice')).toEqual(done(undefined));
  });

  test('is asked for once by many at the same time, and again after five minutes', async () => {
    links = { by: 'login', table: {} };
    const { persons } = open();
    await Promise.all(Array.from({ length: 20 }, () => persons.find('helix', 'alice')));
    now = 5 * 60_000 - 1;
    await persons.find('helix', 'alice');
    expect(asked).toHaveLength(1);
    now += 1;
    await persons.find('helix', 'alice');
    expect(asked).toHaveLength(2);
  });

  test('what was answered once holds for as long as the ITSM cannot be asked', async () => {
    links = { by: 'login', table: {} };
    const { persons } = open();
    await persons.find('helix', 'alice');
    answer = async () => busy('503');
    for (const later of [5, 15, 60]) {
      now = later * 60_000;
      expect(await persons.find('helix', 'alice')).toEqual(done({ person: alison }));
    }
    answer = async () => done([]);
    now = 120 * 60_000;
    expect(await persons.find('helix', 'alice')).toMatchObject({ value: { why: expect.any(String) } });
  });

  test('what could not be answered is not remembered', async () => {
    links = { by: 'login', table: {} };
    const { persons } = open();
    answer = async () => busy('down');
    await persons.find('helix', 'alice');
    answer = async () => {
      throw new Error('a bug');
    };
    await expect(persons.find('helix', 'alice')).rejects.toThrow('a bug');
    answer = async () => done([alison]);
    expect(await persons.find('helix', 'alice')).toEqual(done({ person: alison }));
  });
});

describe('[row 80] what an agent’s person may do', () => {
  const may = async (rights: readonly string[], type: string, what: 'create' | 'change') => {
    links = { by: 'login', table: {} };
    answer = async () => done([{ ...alison, rights }]);
    const why = await open().whyNot('alice', { connector: 'helix', type, what });
    return why.kind === 'done' && why.value === undefined;
  };

  test.each([
    ['Incident Master', 'incident', true, true],
    ['Incident User', 'incident', true, true],
    ['Incident Submitter', 'incident', true, false],
    ['Incident Viewer', 'incident', false, false],
    ['Work Order Master', 'incident', false, false],
    ['Work Order Submitter', 'work-order', true, false],
    ['Work Order User', 'work-order', true, true],
    ['incident master', 'incident', false, false],
  ])('%s, %s: create %s, change %s', async (right, type, create, change) => {
    expect(await may([right, 'Task User'], type, 'create')).toBe(create);
    expect(await may([right, 'Task User'], type, 'change')).toBe(change);
  });

  test('is said with right, person and whom to ask', async () => {
    links = { by: 'login', table: {} };
    answer = async () => done([{ ...alison, rights: [] }]);
    expect(await open().whyNot('alice', { connector: 'helix', type: 'incident', what: 'change' })).toEqual(
      done(
        'To change tickets of the type Incident, your person in BMC Helix ITSM needs one of the rights Incident Master, Incident User, and Alison Smith (asmith) has none of these. Ask an administrator of BMC Helix ITSM for it.',
      ),
    );
    expect(
      await open().whyNot('bob', { connector: 'helix', type: 'incident', what: 'create' }),
    ).toMatchObject({
      value: expect.stringMatching(/linked to nobody there\. Ask an admin of Deskbridge/),
    });
  });

  test('is everything where no right is mapped, and nothing is asked', async () => {
    const { whyNot } = open();
    expect(await whyNot('alice', { connector: 'gone', type: 'incident', what: 'create' })).toEqual(
      done(undefined),
    );
    expect(await whyNot('alice', { connector: 'helix', type: 'teapot', what: 'create' })).toEqual(
      done(undefined),
    );
    expect(asked).toEqual([]);
  });

  test('an ITSM that cannot be asked is told as such', async () => {
    links = { by: 'login', table: {} };
    answer = async () => busy('down');
    expect(await open().whyNot('alice', { connector: 'helix', type: 'incident', what: 'create' })).toEqual(
      busy('down'),
    );
  });
});
