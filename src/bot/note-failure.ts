import type { FailedTransfer, ReportRow } from '../chat/report.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { Store } from '../store/store.ts';
import type { HandoffWish } from './ports.ts';

/** What is known of a wish that came to no agent. */
export type Unmet = Pick<ReportRow, 'company' | 'region' | 'queue' | 'topic' | 'source'> &
  Pick<HandoffWish, 'conversation'>;

/** Writes down for reports that a wish came to no agent; `key` tells it from every other wish. */
export const createNoteFailure =
  ({ reports }: Pick<Store, 'reports'>, clock: Clock, log: Log) =>
  async (unmet: Unmet, reason: FailedTransfer, key: string): Promise<void> => {
    const { company, region, queue, topic, source, conversation } = unmet;
    const now = clock.now();
    const row: ReportRow = {
      event: 'transfer-to-agent',
      status: 'failed',
      start: now,
      end: now,
      company,
      ...(region !== undefined && { region }),
      queue,
      ...(topic !== undefined && { topic }),
      channel: conversation.channel,
      source,
      reason,
    };
    // The user is answered all the same.
    await reports
      .add(row, key)
      .catch((error) => log.warn({ err: error }, 'a failed handoff is in no report'));
  };
