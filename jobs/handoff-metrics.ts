import { Counter, type Metric, type Registry } from 'prom-client';
import type { Disposition } from '../src/chat/chat.ts';
import type { FailedTransfer } from '../src/chat/report.ts';
import { REPORT_BUCKETS, type Reports } from '../src/store/store.ts';

const DISPOSITIONS: readonly Disposition[] = ['resolved', 'unresolved', 'abandoned', 'cancelled'];
const REASONS: readonly FailedTransfer[] = [
  'closed',
  'nobody',
  'no-room',
  'timed-out',
  'cancelled',
  'closed-unanswered',
];

/** What Prometheus learns of handoffs, over all processes of the desk: read from the store when it is asked for. */
export function handoffMetrics(registry: Registry, reports: Pick<Reports, 'counted'>): void {
  const registers = [registry];
  const counter = (
    name: string,
    help: string,
    label: string,
    counts: readonly (readonly [string, string])[],
  ) =>
    new Counter({
      name,
      help,
      registers,
      labelNames: label === '' ? [] : [label],
      async collect() {
        const counted = await reports.counted();
        this.reset();
        for (const [count, value] of counts)
          this.inc(label === '' ? {} : { [label]: value }, counted.get(count) ?? 0);
      },
    });
  counter('deskbridge_handoffs_asked_total', 'Chats that users asked for', '', [['asked', '']]);
  counter('deskbridge_handoffs_accepted_total', 'Chats that an agent has taken', '', [['accepted', '']]);
  counter(
    'deskbridge_handoffs_failed_total',
    'Wishes for an agent that came to none',
    'reason',
    REASONS.map((reason) => [`failed:${reason}`, reason]),
  );
  counter(
    'deskbridge_chats_closed_total',
    'Chats that are over',
    'disposition',
    DISPOSITIONS.map((disposition) => [`closed:${disposition}`, disposition]),
  );
  registry.registerMetric(
    histogram(
      'deskbridge_chat_wait_seconds',
      'From the wish for an agent to the first accept',
      'wait',
      reports,
    ),
  );
  registry.registerMetric(
    histogram(
      'deskbridge_chat_first_answer_seconds',
      'From the wish for an agent to the owner’s first words',
      'first-answer',
      reports,
    ),
  );
}

/** prom-client’s own counts what its process observes; this one has been counted already. */
function histogram(name: string, help: string, what: string, reports: Pick<Reports, 'counted'>): Metric {
  const get = async () => {
    const counted = await reports.counted();
    let sofar = 0;
    const buckets = [...REPORT_BUCKETS, '+Inf'].map((le) => {
      sofar += counted.get(`${what}:${le}`) ?? 0;
      return { metricName: `${name}_bucket`, labels: { le }, value: sofar };
    });
    const sum = (counted.get(`${what}:sum`) ?? 0) / 1000;
    const values = [
      ...buckets,
      { metricName: `${name}_sum`, labels: {}, value: sum },
      { metricName: `${name}_count`, labels: {}, value: sofar },
    ];
    return { name, help, type: 'histogram', values, aggregator: 'sum' };
  };
  return { name, get, reset: () => {} } as unknown as Metric;
}
