import { ask, findProgram } from './commands.mjs';
import { Missing } from './say.mjs';
import { installPackage } from './system-package.mjs';

/** The Chromium that browser tests drive: CHROMIUM names one, else the first on PATH. Undefined where there is none. */
export const findChromium = () =>
  process.env.CHROMIUM ||
  findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');

/** Finds or installs Chromium. */
export async function chromium() {
  if (findChromium() === undefined) {
    await installPackage('Chromium', { apt: 'chromium', dnf: 'chromium', brew: '--cask chromium' });
  }
  const path = findChromium();
  // Ubuntu's chromium-browser is a stub that only tells to install a snap.
  if (path !== undefined && ask(path, ['--version'], 30_000) !== undefined) return;
  throw new Missing(
    'Chromium is missing.',
    path === undefined ? 'It is not on PATH.' : `"${path} --version" failed.`,
    'Install Chromium or Google Chrome, or set CHROMIUM to the path of one, and try again.',
  );
}
