import { connectors } from '../../connectors/index.ts';
import { connectorMistakes } from '../sync/connect-instances.ts';

/** What is wrong with a connector of the settings, before anything is started. */
export const checkConnector = (given: Parameters<typeof connectorMistakes>[1]) =>
  connectorMistakes(connectors, given);
