import { connectors as known } from '../../connectors/index.ts';
import { exportAudit, verifyAudit } from '../admin/audit-command.ts';
import { checkAll } from '../admin/check-command.ts';
import { systemClock } from '../shared/clock.ts';
import { createOutgoing } from '../shared/outgoing.ts';
import { connectStore } from '../store/connect.ts';
import { openStore } from '../store/store.ts';
import { closeAll, connectInstances } from '../sync/connect-instances.ts';
import { createTryOut } from '../sync/mapping/try-out.ts';
import { maskText } from '../sync/masking/mask-text.ts';
import type { DeskOptions } from './options.ts';

/** The connectors alone, for trying a mapping out and for checking it; Redis is asked only for a stored chat. */
export function openItsm({
  redisUrl,
  desk,
  settings,
  log,
}: Pick<DeskOptions, 'redisUrl' | 'desk' | 'settings' | 'log'>) {
  const tools = { clock: systemClock, log };
  const instances = connectInstances(known, settings.current(), { ...tools, http: createOutgoing() });
  return {
    check: (rights: boolean) => checkAll([...instances.values()], rights),
    tryOut: createTryOut({
      instances,
      tools,
      settings: settings.current(),
      mask: (text) => maskText(text, settings.current().masking),
      readStored: async (id) => {
        const redis = await connectStore(redisUrl, log);
        try {
          const { chats } = openStore(redis, desk);
          const { chat } = await chats.read(id);
          return chat && { chat, log: await chats.log(id) };
        } finally {
          redis.disconnect();
        }
      },
    }),
    close: () => closeAll(instances),
  };
}

/** The audit alone, for whoever proves it or takes it out. */
export async function openAudit({ redisUrl, desk, log }: Pick<DeskOptions, 'redisUrl' | 'desk' | 'log'>) {
  const redis = await connectStore(redisUrl, log);
  const { audit } = openStore(redis, desk);
  return {
    verify: () => verifyAudit(audit),
    export: (print: (line: string) => void) => exportAudit(audit, print),
    close: () => redis.disconnect(),
  };
}
