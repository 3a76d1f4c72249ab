import definition, { connectMemory } from '../../connectors/memory/index.ts';
import { MemoryStore } from '../../connectors/memory/store.ts';
import { unknown } from '../../src/connector/outcome.ts';
import { connectorContract } from '../contract/connector.contract.ts';

const fields = { summary: 'VPN is down' };
const store = new MemoryStore({
  templates: ['incident', 'work-order'].map((type) => ({
    id: `${type}-1`,
    type,
    title: 'VPN',
    description: 'VPN is down',
    fields,
  })),
  articles: [
    { id: 'a1', displayId: 'KB1', title: 'Use the VPN', url: 'https://kb.example/KB1', text: 'Start it.' },
  ],
  customers: [
    {
      id: 'p1',
      login: 'allen',
      firstName: 'Allen',
      lastName: 'Allbrook',
      email: 'allen@example.com',
      phone: '',
      company: 'Calbro Services',
      site: '',
      vip: false,
    },
  ],
  persons: [{ login: 'alice', name: 'Alice Smith', email: 'alice@example.com', rights: ['Service Desk'] }],
});

connectorContract('memory', async () => {
  const connector = connectMemory(store);
  await connector.open(
    { type: 'incident', fields: { ...fields, customer: 'mary' } },
    { key: 'hers', attempt: 0 },
  );
  let lost = false;
  return {
    definition,
    connector: {
      ...connector,
      append: async (...call) => {
        const outcome = await connector.append(...call);
        if (!lost) return outcome;
        lost = false;
        return unknown('The answer was lost.');
      },
    },
    draft: (type, text) => ({ type, fields: { summary: 'Help', description: text } }),
    refusedDraft: (type) => ({ draft: { type, fields: { description: 'no summary' } }, field: 'summary' }),
    resolution: (_type, text) => ({ status: 'resolved', statusReason: '', fields: { resolution: text } }),
    refusedChange: () => ({ status: 'teapot', statusReason: '' }),
    count: async (type) => store.all().filter(({ ref }) => ref.type === type).length,
    description: async (ref) => store.get(ref)?.fields.description ?? '',
    appended: async (ref) => store.get(ref)?.entries.map(({ text }) => text) ?? [],
    templated: async (type) => ({
      draft: { type, templateId: `${type}-1`, fields: {} },
      unknown: { type, templateId: 'none', fields },
      filled: fields,
    }),
    lookups: {
      template: { found: { type: 'incident', text: 'vpn' }, notFound: { type: 'incident', text: 'teapot' } },
      form: { found: { type: 'incident' }, notFound: { type: 'incident', ending: 'abandoned' } },
      knowledge: { found: { text: 'vpn' }, notFound: { id: 'a2' } },
      customer: { found: { email: 'allen@example.com' }, notFound: { login: 'bob' } },
      person: { found: { login: 'alice' }, notFound: { email: 'bob@example.com' } },
      ticket: { found: { customerLogin: 'mary' }, notFound: { displayId: 'MEM-0' } },
    },
    link: async () => ({
      kind: 'knowledge',
      id: 'a1',
      title: 'Use the VPN',
      url: 'https://kb.example/KB1',
      relate: false,
    }),
    files: async (ref) =>
      store.get(ref)?.entries.map(({ files = [] }) => files.map(({ name, bytes }) => ({ name, bytes }))) ??
      [],
    related: async (ref) => [...(store.get(ref)?.related ?? [])],
    loseAnswer: () => {
      lost = true;
    },
    close: async () => {},
  };
});
