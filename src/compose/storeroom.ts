import { leaveOldQueues } from '../../jobs/leave-old-queues.ts';
import { ASSIGN, connectorQueue, DELIVER, HOUSEKEEPING, jobQueues } from '../../jobs/queues.ts';
import { watchSettings } from '../admin/settings-differ.ts';
import { createSettingsRow } from '../admin/settings-loaded.ts';
import { connectStore, orNotStarted } from '../store/connect.ts';
import { openFiles } from '../store/files/index.ts';
import { keepLayout, raiseLayout, readLayout } from '../store/layout.ts';
import { startPulse } from '../store/pulse.ts';
import { openStore } from '../store/store.ts';
import { followClock } from '../store/time.ts';
import { widenWaiting } from '../store/waiting.ts';
import type { DeskOptions } from './options.ts';

/** Redis, files and job queues of one desk, and what this process says of itself there. */
export async function openStoreroom(options: DeskOptions) {
  const { redisUrl, desk, settings, log, waiting } = options;
  const begun = <T>(step: Promise<T>): Promise<T> => orNotStarted(redisUrl, step, waiting);
  const redis = await connectStore(redisUrl, log, waiting);
  const connectorQueues = settings.current().connectors.map(({ id }) => connectorQueue(id));
  const steps = {
    1: async () => {
      await leaveOldQueues(jobQueues(redisUrl, desk, 0), [DELIVER, ASSIGN, HOUSEKEEPING, ...connectorQueues]);
      await widenWaiting(redis, desk);
    },
  };
  try {
    const layout = await begun(options.migrates ? raiseLayout(redis, desk, steps) : readLayout(redis, desk));
    const clock = await followClock(redis);
    const store = openStore(redis, desk, layout);
    const pulse = startPulse(redis, desk, log);
    void pulse.keep('the layout of the desk', () => keepLayout(redis, desk, layout));
    const keepSettingsRow = createSettingsRow(() => settings.current(), store.audit);
    await begun(pulse.keep('the audit of the settings', keepSettingsRow)).catch((error) => {
      pulse.stop();
      throw error;
    });
    const settingsWatch = watchSettings({
      processes: store.processes,
      settings: settings.current(),
      name: options.name ?? 'process',
      log,
    });
    return {
      redis,
      layout,
      clock,
      store,
      files: openFiles(redis, desk, options.dataDir, log),
      pulse,
      queues: jobQueues(redisUrl, desk, layout),
      connectorQueues,
      /** A step of the start that Redis has to take part in. */
      begun,
      async close(): Promise<void> {
        await settingsWatch.stop();
        pulse.stop();
        redis.disconnect();
      },
    };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}
