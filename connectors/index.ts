import type { ConnectorDefinition } from '../src/connector/connector.ts';
import bmcHelix from './bmc-helix/index.ts';
import memory from './memory/index.ts';

/** Every connector Deskbridge knows, one line each. */
export const connectors: readonly ConnectorDefinition[] = [bmcHelix, memory];
