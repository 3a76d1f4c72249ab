import type { ConnectorSettings } from '../../../config/schema.ts';
import type { Ending } from '../../chat/ending.ts';
import type { ConnectorDefinition } from '../../connector/connector.ts';
import type {
  EndingMapping,
  Mapping,
  ReopenMapping,
  TicketRights,
  TypeMapping,
} from '../../connector/mapping.ts';
import { StartupError } from '../../shared/startup-error.ts';
import { checkTemplates } from './check-templates.ts';

type Overrides = NonNullable<ConnectorSettings['mapping']>;
type TypeOverride = Overrides[string];
type EndingOverride = NonNullable<NonNullable<TypeOverride['endings']>[Ending]>;

const NOTHING: TypeMapping = { open: {}, limits: {}, endings: {}, finished: [] };

/**
 * The mapping of an instance: the connector's own, and over it, member by member, what the admin set.
 * @param settings the instance's, as its connector has checked them
 * @throws StartupError that names connector, type and field
 */
export function mappingInForce(
  id: string,
  {
    mapping,
    ticketTypes,
    capabilities,
  }: Pick<ConnectorDefinition, 'mapping' | 'ticketTypes' | 'capabilities'>,
  overrides: Overrides,
  settings: Readonly<Record<string, unknown>>,
): Mapping {
  const merged: Record<string, TypeMapping> = { ...mapping };
  for (const [type, override] of Object.entries(overrides)) {
    if (!ticketTypes.some((one) => one.id === type))
      throw new StartupError(
        `The mapping of the connector ${id} is not valid`,
        `it has no ticket type ${type}`,
        `Use one of: ${ticketTypes.map((one) => one.id).join(', ')}.`,
      );
    merged[type] = mergeType(merged[type] ?? NOTHING, override, `connectors.${id}.mapping.${type}`);
  }
  checkTemplates(id, merged, settings);
  const guarded = Object.keys(merged).find((type) => merged[type]?.rights !== undefined);
  if (guarded !== undefined && !capabilities.lookups.includes('person'))
    throw new StartupError(
      `The mapping of the connector ${id} is not valid`,
      `${guarded}.rights names rights, and this connector cannot tell who has them`,
      'Leave rights out: then every agent may create and change such tickets.',
    );
  return merged;
}

function mergeType(base: TypeMapping, override: TypeOverride, where: string): TypeMapping {
  const endings: { [E in Ending]?: EndingMapping } = { ...base.endings };
  for (const [name, ending] of Object.entries(override.endings ?? {}) as [Ending, EndingOverride | null][]) {
    if (ending === null) delete endings[name];
    else endings[name] = mergeEnding(endings[name], ending, `${where}.endings.${name}`);
  }
  const groupField = override.groupField ?? base.groupField;
  const workInfo = { ...base.workInfo, ...withoutGaps(override.workInfo ?? {}) };
  const reopen = mergeReopen(base.reopen, override.reopen, `${where}.reopen`);
  const active = override.active ?? base.active;
  const rights = mergeRights(base.rights, override.rights);
  return {
    open: mergeFields(base.open, override.open),
    limits: { ...base.limits, ...override.limits },
    endings,
    finished: override.finished ?? base.finished,
    ...(reopen !== undefined && { reopen }),
    ...(active !== undefined && { active }),
    ...(groupField !== undefined && { groupField }),
    ...(Object.keys(workInfo).length > 0 && { workInfo }),
    ...(Object.keys(rights).length > 0 && { rights }),
  };
}

function mergeReopen(
  base: ReopenMapping | undefined,
  over: TypeOverride['reopen'],
  where: string,
): ReopenMapping | undefined {
  if (over === undefined || over === null) return over === null ? undefined : base;
  const { days = base?.days, ...ending } = over;
  if (days === undefined)
    throw new StartupError(
      `The mapping ${where} is not complete`,
      'it says not for how many days a resolved ticket can be reopened',
      'Set days, fewer than the ITSM waits before it closes a resolved ticket.',
    );
  return { ...mergeEnding(base, ending, where), days };
}

/** A list set to null is taken out. */
function mergeRights(base: TicketRights = {}, over: TypeOverride['rights'] = {}): TicketRights {
  const merged = Object.entries({ ...base, ...withoutGaps(over) });
  return Object.fromEntries(merged.filter(([, rights]) => rights !== null));
}

function mergeEnding(base: EndingMapping | undefined, over: EndingOverride, where: string): EndingMapping {
  const status = over.status ?? base?.status;
  if (status === undefined)
    throw new StartupError(
      `The ending ${where} is not complete`,
      'it names no status, and the connector has none of its own for it',
      'Set status and statusReason, or null to leave the status of the ticket alone.',
    );
  const fields = mergeFields(base?.fields ?? {}, over.fields);
  const statusReason = over.statusReason ?? base?.statusReason ?? '';
  return { status, statusReason, ...(Object.keys(fields).length > 0 && { fields }) };
}

/** A field set to null is taken out. */
function mergeFields(
  base: Readonly<Record<string, string>>,
  over: Readonly<Record<string, string | null>> = {},
): Record<string, string> {
  const merged = Object.entries({ ...base, ...over });
  return Object.fromEntries(merged.filter((field): field is [string, string] => field[1] !== null));
}

type WithoutGaps<T> = { [K in keyof T]: Exclude<T[K], undefined> };

const withoutGaps = <T extends object>(given: T): WithoutGaps<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as WithoutGaps<T>;
