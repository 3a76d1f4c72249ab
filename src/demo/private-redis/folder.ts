import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../../shared/startup-error.ts';

/**
 * Makes `<dataDir>/redis`, for its owner alone, and proves that it can be written.
 * @returns its real path
 * @throws StartupError
 */
export function makeFolder(dataDir: string): string {
  const folder = join(dataDir, 'redis');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const probe = join(folder, '.writable');
    writeFileSync(probe, 'written to see whether it can be');
    rmSync(probe);
    return realpathSync(folder);
  } catch (error) {
    throw new StartupError(
      `The data folder ${dataDir} cannot be written`,
      (error as Error).message,
      'Set DATA_DIR to a folder that this user may write to, or give this one write permission and room.',
    );
  }
}
