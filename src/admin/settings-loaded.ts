import { createHash } from 'node:crypto';
import type { Settings } from '../../config/schema.ts';
import { isSecretName } from '../shared/secret-names.ts';
import { type AuditRow, canonical } from '../store/store.ts';

type Sections = Readonly<Record<string, string>>;
type Swap = (sections: Sections) => Promise<Sections>;

/**
 * Puts a process's settings into the audit: once when it has started, and again where the audit does not know any
 * more which settings are in force.
 */
export function createSettingsRow(
  current: () => Settings,
  audit: { readonly swapSettings: Swap; record(row: AuditRow): Promise<void> },
): () => Promise<void> {
  let told = false;
  return async () => {
    const { row, known } = await settingsLoaded(current(), audit.swapSettings);
    if (told && known) return;
    await audit.record(row);
    told = true;
  };
}

/** What a process tells the audit about the settings it started with, against those of the start before. */
export async function settingsLoaded(
  settings: Settings,
  swap: Swap,
): Promise<{ readonly row: AuditRow; readonly known: boolean }> {
  const sections = sectionsOf(settings);
  const before = await swap(sections);
  const names = [...new Set([...Object.keys(before), ...Object.keys(sections)])].sort();
  const row = {
    actor: 'system',
    what: 'settings-loaded',
    hash: hashOf(sections),
    changed: names.filter((name) => before[name] !== sections[name]),
  } as const;
  return { row, known: Object.keys(before).length > 0 };
}

/** Section -> hash. Accounts and connectors are sections of their own, and so is each connector's mapping. */
export function sectionsOf({ agents, connectors, ...rest }: Settings): Sections {
  const sections: Record<string, unknown> = { ...rest };
  for (const agent of agents) sections[`agents.${agent.id}`] = agent;
  for (const { mapping, ...connector } of connectors) {
    sections[`connectors.${connector.id}`] = connector;
    sections[`connectors.${connector.id}.mapping`] = mapping ?? {};
  }
  return Object.fromEntries(Object.entries(sections).map(([name, value]) => [name, hashOf(value)]));
}

const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(canonical(withoutSecrets(value)))
    .digest('base64url');

/** A hash of a secret could be guessed, so it stands for none. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => (isSecretName(name) ? [] : [[name, withoutSecrets(one)]])),
  );
}
