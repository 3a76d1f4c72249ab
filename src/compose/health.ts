import { handoffMetrics } from '../../jobs/handoff-metrics.ts';
import { ticketMetrics } from '../../jobs/ticket-metrics.ts';
import { healthRoutes } from '../shared/http/health.ts';
import type { Route } from '../shared/http/route.ts';
import type { Desk } from './desk.ts';

/**
 * Liveness, readiness and metrics of a server.
 * @param ready what has to answer before the server says that it is ready
 */
export function health(
  house: Desk,
  ready: Readonly<Record<string, () => Promise<unknown>>>,
): readonly Route[] {
  const { options, store, waits, itsm } = house;
  return healthRoutes(ready, {
    labels: { desk: options.desk },
    addMetrics: (registry) => {
      handoffMetrics(registry, store.reports);
      ticketMetrics(
        registry,
        store.unfinished,
        new Map([...itsm.instances.keys()].map((id) => [id, store.breaker(id, waits.breaker).isOpen])),
      );
    },
    facts: { intake: async () => ((await store.hasRoom()) ? 'open' : 'refused') },
    readers: () => options.settings.current().metrics,
  });
}
