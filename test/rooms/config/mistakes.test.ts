import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadSettings } from '../../../config/load.ts';
import { checkConnector } from '../../../src/compose/check-connector.ts';
import { StartupError } from '../../../src/shared/startup-error.ts';

// What an admin reads of a settings file in which several things are wrong, or odd.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'db-mistakes-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function load(text: string | Uint8Array, env: NodeJS.ProcessEnv = {}) {
  const file = join(folder, `${files++}.yaml`);
  writeFileSync(file, text);
  const told: string[] = [];
  const tell = (sentence: string) => void told.push(sentence.replace(`${file}, `, ''));
  try {
    return { settings: loadSettings(file, env, { checkConnector, tell }), told, why: '' };
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return { settings: undefined, told, why: error.why };
  }
}

const HASH = `scrypt$${'A'.repeat(22)}$${'A'.repeat(43)}`;

describe('[admin 17] several mistakes', () => {
  it('[admin 17] all of them come in one answer, each with its line, its name and the nearest that is right', () => {
    const { why } = load(`chat:
  idleMinuts: 5
  waitingMinutes: soon
agents:
  - id: maria
    name: Maria
    roles: [agnt]
    passwordHash: env:NOT_SET
`);
    expect(why.split('\n').map((line) => line.trim())).toEqual([
      'there are 4 mistakes:',
      'line 2, chat.idleMinuts: there is no setting idleMinuts; the nearest is idleMinutes',
      expect.stringMatching(/^line 3, chat\.waitingMinutes: .*expected number/),
      expect.stringMatching(/^line 7, agents\.maria\.roles\.0: .*; the nearest is agent$/),
      'line 8, agents.maria.passwordHash: The variable NOT_SET is not set',
    ]);
  });

  it('[admin 17 sibling] those of connectors, of their mappings and of what names them are among them', () => {
    const { why } = load(`connectors:
  - id: helix
    use: bmc-helix
    settings:
      url: https://helix.example
      usernam: deskbridge
      password: x
    mapping:
      incident: { open: { Site: "{{ chat.compny }}", Notes: "{{ usr.name }}" } }
  - id: helix
    use: memroy
routing:
  - { company: Acme, connector: helx }
tickets: { conector: helix }
`);
    for (const said of [
      /line 6, connectors\.helix\.settings\.usernam: .*nearest is username/,
      /line 8, connectors\.helix\.mapping: .*chat\.compny; .*usr\.name/,
      /line 10, connectors\.helix\.id: the id helix stands there twice/,
      /line 11, connectors\.helix\.use: there is no connector memroy; the nearest is memory/,
      /line 13, routing\.0\.connector: no connector has the id helx; the nearest is helix/,
      /line 14, tickets\.conector: .*nearest is connector/,
    ])
      expect(why).toMatch(said);
  });

  it('[admin 17 sibling] a file that is JSON, or no text, is told as clearly', () => {
    const { why } = load('{"desk": {"graceSecond": 5},\n "queues": ["A", 5],\n "bots": {}}');
    expect(why).toMatch(/line 1, desk\.graceSecond: .*nearest is graceSeconds/);
    expect(why).toMatch(/line 2, queues\.1: .*expected string/);
    expect(why).toMatch(/line 3, bots: .*nearest is bot/);
    expect(load(Buffer.from('company: Müller', 'latin1')).why).toBe('it is no text in UTF-8');
  });
});

describe('[admin 6] queues that there are not', () => {
  it('[admin 6] each is told with its line, what comes of it and the nearest one', () => {
    const { settings, told } = load(`queues: [Network, Access]
topics: [{ name: VPN, queue: Netwrok }, { name: Login, queue: access }]
queueRules:
  - { queue: Network, overflowTo: Acces, afterMinutes: 5 }
sla: [{ queue: Netwok, minutes: 5 }]
priorities: [{ queue: Networks, priority: 5 }]
chats: { fixedTopic: VNP }
agents:
  - { id: maria, name: Maria, roles: [agent], queues: [Network, Netwrok], passwordHash: ${HASH} }
`);
    expect(settings).toBeDefined();
    expect(told).toEqual([
      'line 2, topics.VPN.queue: there is no queue Netwrok, so its chats go to GENERAL; the nearest is Network.',
      'line 4, queueRules.0.overflowTo: there is no queue Acces, so its chats go to GENERAL; the nearest is Access.',
      'line 5, sla.0.queue: there is no queue Netwok, so the row is for no chat; the nearest is Network.',
      'line 6, priorities.0.queue: there is no queue Networks, so the row is for no chat; the nearest is Network.',
      'line 9, agents.maria.queues.1: there is no queue Netwrok, so it gives nobody a chat; the nearest is Network.',
      'line 7, chats.fixedTopic: there is no topic and no queue VNP, so all chats go to GENERAL; the nearest is VPN.',
    ]);
  });

  it('[admin 6 sibling] those of groups, schedules, prepared texts and routing are told too, beside mistakes', () => {
    const { told, why } = load(`oidc:
  issuer: https://id.example
  clientId: deskbridge
  groups: { leads: { roles: [supervisor], queues: [Hardwear] } }
hours: [{ queue: hardware }]
cannedTexts: [{ title: Hello, text: Hello, queue: Sotfware }]
connectors: [{ id: helix, use: memory }]
routing: [{ queue: Acess, connector: helix }]
chat: { idleMinutes: 0 }
`);
    expect(why).toMatch(/chat\.idleMinutes/);
    for (const said of [
      /^line 4, oidc\.groups\.leads\.queues\.0: .*Hardwear.*nearest is Hardware/,
      /^line 5, hours\.0\.queue: .*hardware.*nearest is Hardware/,
      /^line 6, cannedTexts\.Hello\.queue: .*Sotfware.*nearest is Software/,
      /^line 8, routing\.0\.queue: .*Acess.*nearest is Access/,
    ])
      expect(told.some((one) => said.test(one))).toBe(true);
  });

  it('[admin 6 sibling] GENERAL is there without being listed, and so is every queue that is', () => {
    const { told } = load(`queues: [Netz]
topics: [{ name: VPN, queue: general }, { name: Netz, queue: " netz" }]
chats: { fixedTopic: netz }
queueRules: [{ queue: Netz, overflowTo: GENERAL, afterMinutes: 1 }]
`);
    expect(told).toEqual([]);
  });
});

describe('[admin 18] texts that look like references', () => {
  it('[admin 18] a prepared text that begins with file: is that text', () => {
    const { settings, told } = load('cannedTexts: [{ title: File, text: "file: bitte anhängen" }]');
    expect(settings?.cannedTexts[0]?.text).toBe('file: bitte anhängen');
    expect(told).toEqual([]);
  });

  it('[admin 18 sibling] so are lines for users, synonyms, patterns and templates of a mapping', () => {
    const { settings } = load(`texts: { requested: "env: we look into it" }
topics: [{ name: Env, queue: Access, synonyms: ["env:path", "file:/etc/hosts"] }]
masking: { patterns: ["file:[a-z]+"] }
connectors: [{ id: m, use: memory, mapping: { incident: { open: { Notes: "env:{{ summary }}" } } } }]
`);
    expect(settings?.texts.requested).toBe('env: we look into it');
    expect(settings?.topics[0]?.synonyms).toEqual(['env:path', 'file:/etc/hosts']);
    expect(settings?.masking.patterns).toEqual(['file:[a-z]+']);
    expect(settings?.connectors[0]?.mapping?.incident?.open?.Notes).toBe('env:{{ summary }}');
  });

  it('[admin 18 sibling] where a secret is meant it is read, and elsewhere the admin hears that it is not', () => {
    const { settings, told } = load(
      `company: env:COMPANY
agents: [{ id: a, name: A, roles: [agent], passwordHash: env:HASH }]
connectors: [{ id: m, use: bmc-helix, settings: { url: env:URL, username: u, password: env:PW } }]
`,
      { COMPANY: 'Acme', HASH, URL: 'https://helix.example', PW: 'secret' },
    );
    expect(settings?.company).toBe('env:COMPANY');
    expect(settings?.agents[0]?.passwordHash).toBe(HASH);
    expect(settings?.connectors[0]?.settings).toMatchObject({
      url: 'https://helix.example',
      password: 'secret',
    });
    expect(told).toEqual([expect.stringMatching(/^line 1, company: is the text “env:COMPANY”/)]);
  });
});
