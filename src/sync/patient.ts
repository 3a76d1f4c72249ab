import type { Connector } from '../connector/connector.ts';
import { busy, type Outcome, unsent } from '../connector/outcome.ts';

/**
 * The same connector for work in the background. Where no ITSM answers at the address that is set, people are told
 * that it is refused; but no ticket is at fault, and a process that started during maintenance cannot
 * tell the one from the other. So the work waits, until the ITSM is up or the settings are mended.
 */
export const patient = (connector: Connector): Connector => ({
  ...whatItMayHave(connector),
  check: (mapping) => connector.check(mapping),
  close: () => connector.close(),
  open: async (draft, key) => waiting(await connector.open(draft, key)),
  read: async (ref) => waiting(await connector.read(ref)),
  append: async (ref, entries, key) => waiting(await connector.append(ref, entries, key)),
  change: async (ref, change, key) => waiting(await connector.change(ref, change, key)),
  lookup: async (kind, query, asked) => waiting(await connector.lookup(kind, query, asked)),
});

/** Not every connector has these, and the house asks whether one has. */
function whatItMayHave(connector: Connector): Pick<Connector, 'checkRights' | 'handOver'> {
  const { checkRights, handOver } = connector;
  return {
    ...(checkRights && { checkRights: () => checkRights.call(connector) }),
    ...(handOver && { handOver: async (...asked) => waiting(await handOver.apply(connector, asked)) }),
  };
}

export const waiting = <T>(outcome: Outcome<T>): Outcome<T> =>
  outcome.kind === 'refused' && outcome.setUp === true ? unsent(busy(outcome.reason)) : outcome;
