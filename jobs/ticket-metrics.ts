import { Counter, Gauge, type Registry } from 'prom-client';
import type { Unfinished } from '../src/store/store.ts';

/** What Prometheus learns of ticket work. Every number is read from the store when it is asked for. */
export function ticketMetrics(
  registry: Registry,
  unfinished: Unfinished,
  breakers: ReadonlyMap<string, () => Promise<boolean>>,
): void {
  const registers = [registry];
  new Gauge({
    name: 'deskbridge_itsm_breaker',
    help: '1 while the breaker of a connector is open: its ITSM does not work and its tickets wait',
    labelNames: ['connector'],
    registers,
    async collect() {
      for (const [connector, isOpen] of breakers) this.set({ connector }, (await isOpen()) ? 1 : 0);
    },
  });
  new Gauge({
    name: 'deskbridge_tickets_unfinished',
    help: 'Ticket writes that are meant and not confirmed',
    registers,
    async collect() {
      this.set((await unfinished.figures()).unfinished);
    },
  });
  new Gauge({
    name: 'deskbridge_tickets_needing_hand',
    help: 'Chats with a ticket write that failed or has waited too long',
    registers,
    async collect() {
      this.set((await unfinished.figures()).needHand);
    },
  });
  new Counter({
    name: 'deskbridge_tickets_reconciled_total',
    help: 'Lost ticket work that was found and taken up again',
    registers,
    async collect() {
      this.reset();
      this.inc((await unfinished.figures()).mended);
    },
  });
}
