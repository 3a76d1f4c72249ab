import { plan } from '../../jobs/plan.ts';
import { ASSIGN, DELIVER } from '../../jobs/queues.ts';
import { createRelay } from '../../jobs/relay.ts';
import { createWaits } from '../../jobs/waits.ts';
import { limitsOf } from '../handoff/limits.ts';
import { createRules } from '../handoff/rules.ts';
import { createAccounts } from '../people/accounts.ts';
import { createOutgoing } from '../shared/outgoing.ts';
import { createExecutor } from '../store/execute.ts';
import { createReporter } from '../store/reporter.ts';
import type { Wake } from '../store/store.ts';
import { openItsmSystems } from './itsm.ts';
import type { DeskOptions } from './options.ts';
import { openStoreroom } from './storeroom.ts';

export type Core = Awaited<ReturnType<typeof openCore>>;

/** What every door and every job of a desk works with: its store, its rules, its accounts, its ITSM systems. */
export async function openCore(options: DeskOptions) {
  const { settings, log } = options;
  const storeroom = await openStoreroom(options);
  const { redis, clock, store } = storeroom;
  const http = createOutgoing();
  const itsm = openItsmSystems(options, { clock, http });
  const relay = createRelay(storeroom.queues, [DELIVER, ASSIGN, ...storeroom.connectorQueues], log);
  const wake = (wakes: readonly Wake[]): void =>
    void relay
      .wake(wakes)
      .catch((error) => log.warn({ err: error }, 'a lane could not be woken; the sweep will'));
  const rules = createRules(() => limitsOf(settings.current()), itsm.serving.openingFor);
  const executor = createExecutor({
    redis,
    desk: options.desk,
    layout: storeroom.layout,
    rules: { ...rules, plan },
    clock,
    keepSeconds: settings.current().chat.keepDays * 86_400,
    wake,
  });
  return {
    ...storeroom,
    options,
    http,
    itsm,
    relay,
    wake,
    rules,
    executor,
    waits: createWaits(options.waitScale),
    report: createReporter(executor.execute, log),
    accounts: createAccounts(settings, store.vouched, clock),
    readChat: async (id: string) => (await store.chats.readAll([id]))[0],
    async close(): Promise<void> {
      await itsm.close();
      await relay.close();
      await storeroom.close();
    },
  };
}
