import { join } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import { startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { proveDataDir } from '../shared/folders.ts';
import { StartupError } from '../shared/startup-error.ts';

/** The sandbox ITSM; its records lie in DATA_DIR/sandbox. @throws StartupError where its port is taken */
export async function startSandbox({ sandboxPort, dataDir }: Pick<Environment, 'sandboxPort' | 'dataDir'>) {
  await proveDataDir(dataDir);
  return startSimulator({ port: sandboxPort, dataDir: join(dataDir, 'sandbox') }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new StartupError(
        `The sandbox ITSM cannot start on port ${sandboxPort}`,
        error.code === 'EADDRINUSE' ? 'another program listens there already' : error.message,
        `End that program, or choose another port, for example SANDBOX_PORT=${sandboxPort + 10}.`,
      );
    },
  );
}
