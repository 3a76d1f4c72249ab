import { startSettling } from '../desk/settling.ts';
import { createPostRoom } from '../sync/room.ts';
import { openBackground } from './background.ts';
import { openCore } from './core.ts';
import { openDoors } from './doors.ts';
import type { DeskOptions } from './options.ts';

/** A start waits so long at most for stored chats to be brought under the settings. */
const SETTLING_PATIENCE_MS = 3_000;

export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** The rooms of one desk in this process, joined: what each needs of another is handed in here and nowhere else. */
export async function openDesk(options: DeskOptions) {
  const { settings, log, publicUrl } = options;
  const core = await openCore(options);
  const { store, clock, report, accounts, readChat } = core;
  const doors = await openDoors(core);
  const postRoom = createPostRoom({
    instances: core.itsm.instances,
    settings,
    clock,
    account: async (agentId) => (await accounts.fresh()).get(agentId),
    isDown: (connector) => store.breaker(connector, core.waits.breaker).isOpen(),
    readChat,
    readLog: (chat) => store.chats.log(chat),
    files: core.files,
    ledger: store.ledger,
    report,
    endingAvailable: core.itsm.checks.proveEnding,
    localeOf: store.conversations.locale,
    publicUrl: () => publicUrl,
  });
  const settling = startSettling({
    store,
    settings,
    accounts: accounts.fresh,
    execute: core.executor.execute,
    deadlineOf: core.rules.deadlineOf,
    log,
  });
  // Many chats take a while; the rest goes on behind the start.
  await settling.begun(SETTLING_PATIENCE_MS);
  const desk = { ...core, ...doors, postRoom };
  return {
    ...desk,
    background: openBackground(desk),
    async close(): Promise<void> {
      await settling.close();
      await core.close();
    },
  };
}
