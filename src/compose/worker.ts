import { keepSweeping } from '../../jobs/keep-sweeping.ts';
import { connectorQueue } from '../../jobs/queues.ts';
import { startWorkers } from '../../jobs/workers.ts';
import type { Desk } from './desk.ts';

/** Does the background work of a desk, beside as many others as there are. */
export async function startWorker({ options, queues, store, relay, pulse, background }: Desk) {
  const { settings, log } = options;
  const sweeping = keepSweeping(background.sweeps, store.sweeps, log);
  const workers = await startWorkers({
    queues,
    tools: background.lanes,
    connectorQueues: new Map(
      settings.current().connectors.map(({ id, atOnce }) => [connectorQueue(id), atOnce]),
    ),
    sweeps: sweeping.sweeps,
    log,
  });
  // Agent Auto Accept may be newly on, a queue may have other members: nothing else would tell.
  const assign = async () => relay.wake(await store.agents.wakeAssigning());
  void pulse.keep('the assigning of waiting chats', assign);
  void pulse.keep('the limits and turns of background work', workers.renew);
  pulse.vouchForWorkers();
  return {
    ...workers,
    async close(): Promise<void> {
      sweeping.close();
      await workers.close();
    },
  };
}
