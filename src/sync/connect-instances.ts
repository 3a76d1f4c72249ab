import type { ConnectorSettings, Settings } from '../../config/schema.ts';
import type { Connector, ConnectorDefinition } from '../connector/connector.ts';
import { StartupError } from '../shared/startup-error.ts';
import { mappingInForce } from './mapping/in-force.ts';
import type { ConnectorInstance } from './ports.ts';

type Tools = Parameters<ConnectorDefinition['connect']>[1];

/**
 * The connectors of the settings, each with its mapping in force; nothing is asked of an ITSM yet.
 * @param wrap what stands between the house and a connector
 * @throws StartupError for a connector that does not exist or settings that it refuses
 */
export function connectInstances(
  known: readonly ConnectorDefinition[],
  settings: Pick<Settings, 'connectors'>,
  tools: Tools,
  wrap: (instance: string, connector: Connector) => Connector = (_instance, connector) => connector,
): ReadonlyMap<string, ConnectorInstance> {
  return new Map(
    settings.connectors.map((given) => {
      const { id, mapping: overrides = {} } = given;
      const definition = definitionOf(known, given);
      const own = settingsOf(definition, given);
      const log = tools.log.child({ connector: id });
      const connector = wrap(id, definition.connect(own, { ...tools, log }));
      const mapping = mappingInForce(id, definition, overrides, own);
      const alone = settings.connectors.length === 1;
      return [id, { id, definition, mapping, settings: own, connector, alone }];
    }),
  );
}

/** Ends what the connectors hold in their ITSM systems; that one fails is no reason to fail. */
export const closeAll = async (instances: ReadonlyMap<string, ConnectorInstance>): Promise<void> => {
  await Promise.all([...instances.values()].map(({ connector }) => connector.close().catch(() => {})));
};

function definitionOf(
  known: readonly ConnectorDefinition[],
  { id, use }: ConnectorSettings,
): ConnectorDefinition {
  const definition = known.find((one) => one.id === use);
  if (definition !== undefined) return definition;
  const names = known.map((one) => one.id).join(', ');
  throw new StartupError(`There is no connector ${use}`, `connectors.${id} uses it`, `Use one of: ${names}.`);
}

function settingsOf(definition: ConnectorDefinition, { id, use, settings }: ConnectorSettings) {
  const parsed = definition.settings.safeParse(settings);
  if (parsed.success) return parsed.data as Readonly<Record<string, unknown>>;
  const issue = parsed.error.issues[0];
  throw new StartupError(
    `The settings of the connector ${id} are not valid`,
    `${issue?.path.join('.') || 'settings'}: ${issue?.message}`,
    `Correct it; connectors/${use}/readme.md describes each member.`,
  );
}
