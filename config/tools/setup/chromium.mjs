import { ask, findProgram } from './commands.mjs';
import { Missing } from './say.mjs';
import { installPackage } from './system-package.mjs';

/** A Chromium without windows: it does the same for a test with two thirds of the work. Debian has it. */
const SHELL = 'chromium-headless-shell';

/** The Chromium that browser tests drive: CHROMIUM names one, else the first on PATH. Undefined where there is none. */
export const findChromium = () =>
  process.env.CHROMIUM ||
  findProgram(SHELL, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');

/** Finds or installs Chromium. */
export async function chromium() {
  if (process.env.CHROMIUM === undefined) await preferShell();
  if (findChromium() === undefined)
    await installPackage('Chromium', { apt: 'chromium', dnf: 'chromium', brew: '--cask chromium' });
  const path = findChromium();
  // Ubuntu's chromium-browser is a stub that only tells to install a snap.
  if (path !== undefined && ask(path, ['--version'], 30_000) !== undefined) return;
  throw new Missing(
    'Chromium is missing.',
    path === undefined ? 'It is not on PATH.' : `"${path} --version" failed.`,
    'Install Chromium or Google Chrome, or set CHROMIUM to the path of one, and try again.',
  );
}

/** Installs the shell where a package source has it; any other Chromium does as well. */
async function preferShell() {
  if (findProgram(SHELL) !== undefined) return;
  const isKnown = /Candidate: \d/.test(ask('apt-cache', ['policy', SHELL]) ?? '');
  if (!isKnown && findChromium() !== undefined) return;
  await installPackage('Chromium', { apt: SHELL, dnf: SHELL, brew: SHELL }).catch((error) => {
    if (!(error instanceof Missing)) throw error;
  });
}
