import type { Ending } from '../chat/ending.ts';
import type { Connector, Finding } from '../connector/connector.ts';
import type { Mapping } from '../connector/mapping.ts';
import { type Outcome, succeeded } from '../connector/outcome.ts';

/** What is needed of an instance to check it. */
export interface Checkable {
  readonly id: string;
  readonly mapping: Mapping;
  readonly connector: Pick<Connector, 'check'>;
}

/** `unproven`: the ITSM could not be asked. */
export type CheckState = 'proven' | 'faulty' | 'unproven';

export interface Checked {
  readonly state: CheckState;
  readonly findings: readonly Finding[];
  /** Endings that this ITSM would refuse as they are mapped. */
  readonly blocked: readonly BlockedEnding[];
}

export interface BlockedEnding {
  readonly type: string;
  readonly ending: Ending;
  /** Sentences. */
  readonly why: string;
}

/** Asks the ITSM about the whole mapping; where that has errors, about each ending alone, to learn which ones they spoil. */
export async function checkConnector({ connector, mapping }: Checkable): Promise<Checked> {
  const whole = await connector.check(mapping);
  if (!succeeded(whole)) return notChecked(whole);
  if (!whole.value.some(isError)) return { state: 'proven', findings: whole.value, blocked: [] };
  const blocked: BlockedEnding[] = [];
  for (const [type, typeMapping] of Object.entries(mapping)) {
    const only = (endings: typeof typeMapping.endings) =>
      connector.check({ [type]: { ...typeMapping, endings } });
    const without = await only({});
    if (!succeeded(without)) return { ...notChecked(without), findings: whole.value };
    const elsewhere = new Set(without.value.filter(isError).map(({ what }) => what));
    for (const [ending, target] of Object.entries(typeMapping.endings) as [Ending, object][]) {
      const alone = await only({ [ending]: target });
      if (!succeeded(alone)) return { ...notChecked(alone), findings: whole.value };
      const own = alone.value.filter((finding) => isError(finding) && !elsewhere.has(finding.what));
      if (own.length > 0) blocked.push({ type, ending, why: own.map(({ what }) => what).join(' ') });
    }
  }
  return { state: 'faulty', findings: whole.value, blocked };
}

export const isError = ({ severity }: Finding): boolean => severity === 'error';

/** A refusal is an answer, e.g. to the sign-in; anything else leaves the mapping unproven. */
function notChecked(outcome: Exclude<Outcome<unknown>, { readonly value: unknown }>): Checked {
  const refused = outcome.kind === 'refused';
  const finding: Finding = {
    severity: refused ? 'error' : 'warning',
    what: outcome.reason,
    fix: refused
      ? 'Correct the settings of the connector, or the account in the ITSM.'
      : 'It is asked again by itself; see that the ITSM is up and can be reached from here.',
  };
  return { state: refused ? 'faulty' : 'unproven', findings: [finding], blocked: [] };
}
