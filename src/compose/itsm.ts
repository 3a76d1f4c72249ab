import { connectors as known } from '../../connectors/index.ts';
import { createChecks } from '../admin/checks.ts';
import { createRefusals } from '../admin/watch-refusals.ts';
import type { Clock } from '../shared/clock.ts';
import type { OutgoingHttp } from '../shared/outgoing.ts';
import { closeAll, connectInstances } from '../sync/connect-instances.ts';
import { createServing } from '../sync/serving.ts';
import type { DeskOptions } from './options.ts';

/** The ITSM systems of the settings: connected, checked, and who serves which chat. */
export function openItsmSystems(
  { settings, log, waitScale }: DeskOptions,
  tools: { readonly clock: Clock; readonly http: OutgoingHttp },
) {
  const refusals = createRefusals();
  const instances = connectInstances(known, settings.current(), { ...tools, log }, refusals.watch);
  const checks = createChecks({
    instances: [...instances.values()],
    clock: tools.clock,
    log,
    ...(waitScale !== undefined && { scale: waitScale }),
  });
  refusals.listen(
    (instance) =>
      void checks.afterRefusal(instance).catch((error) => log.error({ err: error }, 'a check failed')),
  );
  checks.start();
  return {
    instances,
    checks,
    serving: createServing(instances, settings),
    async close(): Promise<void> {
      checks.close();
      await closeAll(instances);
    },
  };
}
