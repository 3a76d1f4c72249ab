import type { Settings } from '../../../config/schema.ts';
import type { Chat } from '../../chat/chat.ts';

/**
 * The instance that serves a chat: the first row of the routing table that fits it, then the one set
 * for all, then the first. Nothing where no ITSM is configured.
 */
export function connectorFor(
  chat: Pick<Chat, 'company' | 'queue'> & { readonly topic?: string | undefined },
  settings: Pick<Settings, 'routing' | 'connectors'> & {
    readonly tickets: Pick<Settings['tickets'], 'connector'>;
  },
): string | undefined {
  const fits = (wanted: string | undefined, has: string | undefined) =>
    wanted === undefined || wanted.toLowerCase() === has?.toLowerCase();
  const row = settings.routing.find(
    ({ company, queue, topic }) =>
      fits(company, chat.company) && fits(queue, chat.queue) && fits(topic, chat.topic),
  );
  return row?.connector ?? settings.tickets.connector ?? settings.connectors[0]?.id;
}
