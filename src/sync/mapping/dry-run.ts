import type { ConnectorTools, TicketRef } from '../../connector/connector.ts';
import { type Outcome, succeeded } from '../../connector/outcome.ts';
import { secretsIn } from '../../shared/secret-names.ts';
import type { ConnectorInstance } from '../ports.ts';
import type { TypePreview } from './preview.ts';
import { type RecordedRequest, recordRequests } from './record-requests.ts';

/** One call of the connector and what it would send for it. */
export interface DryStep {
  readonly type: string;
  readonly step: string;
  readonly requests: readonly RecordedRequest[];
  /** Why the step ended before its last request; nothing where it is whole. */
  readonly cutShort?: string;
}

const NAME = 'DRY-RUN';

/** Connects the instance's connector anew, to a recorder in place of the network, and takes each ticket type through its life. */
export async function dryRun(
  { definition, settings }: Pick<ConnectorInstance, 'definition' | 'settings'>,
  previews: readonly TypePreview[],
  tools: Omit<ConnectorTools, 'http'>,
): Promise<readonly DryStep[]> {
  const recorder = recordRequests(definition.pretend?.(), secretsIn(settings));
  const connector = definition.connect(settings, { ...tools, http: recorder.http });
  const steps: DryStep[] = [];
  const step = async <T>(type: string, name: string, outcome: Promise<Outcome<T>>) => {
    const came = await outcome;
    const cutShort = succeeded(came) ? {} : { cutShort: came.reason };
    steps.push({ type, step: name, requests: recorder.take(), ...cutShort });
    return succeeded(came) ? came.value : undefined;
  };
  for (const { type, open, workInfo, endings } of previews) {
    const key = { key: `DB-${NAME}`, attempt: 0 };
    const ref: TicketRef = (await step(type, 'open', connector.open({ type, fields: open }, key))) ?? {
      type,
      id: NAME,
      displayId: NAME,
    };
    await step(type, 'append', connector.append(ref, [workInfo], key));
    for (const [ending, change] of endings) await step(type, ending, connector.change(ref, change, key));
  }
  await connector.close();
  return steps;
}
