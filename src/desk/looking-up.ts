import type { LOOKING_UP } from '../api/operations/looking-up.ts';
import type { LookupKind, Lookups } from '../connector/lookup.ts';
import type { Call, Handlers } from '../people/serve.ts';
import { findCustomer } from './find-customer.ts';
import { answered } from './itsm-answers.ts';
import type { DeskPorts } from './ports.ts';

type Asked = Pick<Call<typeof LOOKING_UP.outages>, 'query' | 'find'>;

/** What agents look up in the ITSM that serves their chat. Nothing is written. */
export function lookingUp({ itsm }: DeskPorts): Handlers<typeof LOOKING_UP> {
  /** @throws Problem 404 for a chat that is not there, or not for this agent */
  async function found<K extends LookupKind>(
    { query: { chat }, find }: Asked,
    kind: K,
    query: Lookups[K]['query'],
  ): Promise<readonly Lookups[K]['item'][]> {
    const served = chat === undefined ? undefined : await find(chat);
    return answered(await itsm.lookUp(itsm.connector(served), kind, query));
  }

  return {
    customer: ({ chat }) => findCustomer(itsm, chat),
    articles: async (call) => ({ articles: await found(call, 'knowledge', { text: call.query.q }) }),
    async templates(call) {
      const { type, q: text } = call.query;
      return { templates: await found(call, 'template', { type, text }) };
    },
    outages: async (call) => ({ outages: await found(call, 'outage', {}) }),
  };
}
