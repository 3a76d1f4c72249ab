import definition, { connectMemory } from '../../connectors/memory/index.ts';
import { MemoryStore } from '../../connectors/memory/store.ts';
import { connectorContract } from '../contract/connector.contract.ts';

connectorContract('memory', async () => {
  const store = new MemoryStore();
  return {
    definition,
    connector: connectMemory(store),
    draft: (type, text) => ({ type, fields: { summary: 'Help', description: text } }),
    refusedDraft: (type) => ({ draft: { type, fields: { description: 'no summary' } }, field: 'summary' }),
    resolution: (_type, text) => ({ status: 'resolved', statusReason: '', fields: { resolution: text } }),
    refusedChange: () => ({ status: 'teapot', statusReason: '' }),
    count: async (type) => store.all().filter(({ ref }) => ref.type === type).length,
    description: async (ref) => store.get(ref)?.fields.description ?? '',
    appended: async (ref) => store.get(ref)?.entries.map(({ text }) => text) ?? [],
    close: async () => {},
  };
});
