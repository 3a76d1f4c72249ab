import type { ConnectorSettings, Settings } from '../../config/schema.ts';
import type { Connector, ConnectorDefinition } from '../connector/connector.ts';
import { nearest } from '../shared/nearest.ts';
import { type Mistake, mistakesBy } from '../shared/schema-issues.ts';
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

/**
 * What is wrong with one connector of the settings, `use`, its own settings and its mapping: all of it, for a file whose
 * other members may be wrong too. `error` says the same to whoever starts with this mistake alone.
 */
export function connectorMistakes(
  known: readonly ConnectorDefinition[],
  given: Pick<ConnectorSettings, 'id' | 'use' | 'settings' | 'mapping'>,
): readonly (Mistake & { readonly error: StartupError })[] {
  const { id, use, settings, mapping = {} } = given;
  const definition = known.find((one) => one.id === use);
  if (definition === undefined) {
    const error = noConnector(known, given);
    const words = `there is no connector ${use}; the nearest is ${nearest(use, idsOf(known))}`;
    return [{ path: ['use'], words, error }];
  }
  const own = mistakesBy(definition.settings, settings, ['settings']).map((mistake) => ({
    ...mistake,
    error: wrongSettings(given, mistake),
  }));
  try {
    // What a mapping may name does not hang on the settings that are wrong.
    const settled = definition.settings.safeParse(settings).data ?? {};
    mappingInForce(id, definition, mapping, settled as Settled);
    return own;
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return [...own, { path: ['mapping'], words: error.why, error }];
  }
}

type Settled = Readonly<Record<string, unknown>>;

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
  throw noConnector(known, { id, use });
}

function noConnector(
  known: readonly ConnectorDefinition[],
  { id, use }: Pick<ConnectorSettings, 'id' | 'use'>,
): StartupError {
  const names = idsOf(known);
  return new StartupError(
    `There is no connector ${use}`,
    `connectors.${id} uses it`,
    `Use one of: ${names.join(', ')}; the nearest is ${nearest(use, names)}.`,
  );
}

const idsOf = (known: readonly ConnectorDefinition[]): readonly string[] => known.map(({ id }) => id);

const wrongSettings = ({ id, use }: Pick<ConnectorSettings, 'id' | 'use'>, { path, words }: Mistake) =>
  new StartupError(
    `The settings of the connector ${id} are not valid`,
    `${path.slice(1).join('.') || 'settings'}: ${words}`,
    `Correct it; connectors/${use}/readme.md describes each member.`,
  );

function settingsOf(definition: ConnectorDefinition, given: ConnectorSettings): Settled {
  const [first] = mistakesBy(definition.settings, given.settings);
  if (first === undefined) return definition.settings.parse(given.settings) as Settled;
  throw wrongSettings(given, { ...first, path: ['settings', ...first.path] });
}
