import { ask, findProgram, run } from './commands.mjs';
import { Missing, say } from './say.mjs';

/**
 * Installs a Debian package, where we may: as root, or with a sudo that asks for no password.
 * @param what the missing part, for messages
 * @param names the package's name for each package manager: `{apt, dnf, brew}`
 * @throws Missing with the exact command to run, where we may not or it fails
 */
export async function installPackage(what, names) {
  const apt = findProgram('apt-get');
  const asRoot = process.getuid?.() === 0 ? [] : passwordlessSudo();
  if (apt === undefined || asRoot === undefined) {
    const why =
      apt === undefined
        ? 'It is not on PATH, and this machine has no apt-get to install it with.'
        : 'It is not on PATH, and installing it takes root or a sudo without password.';
    throw new Missing(`${what} is missing.`, why, commandFor(names));
  }
  say(`installing ${what} (apt-get install ${names.apt})`);
  const aptGet = (...args) => {
    const [command, ...rest] = [
      ...asRoot,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      apt,
      '-o',
      'DPkg::Lock::Timeout=120',
      ...args,
    ];
    return run(`installing ${what}`, command, rest);
  };
  // A package source that fails need not be the one that holds our package: the install decides.
  await aptGet('update', '-q');
  const code = await aptGet('install', '-q', '-y', '--no-install-recommends', names.apt);
  if (code !== 0) {
    throw new Missing(
      `${what} is missing.`,
      `"apt-get install ${names.apt}" ended with code ${code}; its own words are above.`,
      commandFor(names),
    );
  }
  return asRoot;
}

function passwordlessSudo() {
  const sudo = findProgram('sudo');
  return sudo !== undefined && ask(sudo, ['-n', 'true']) !== undefined ? [sudo, '-n'] : undefined;
}

function commandFor({ apt, dnf, brew }) {
  if (findProgram('apt-get')) return `sudo apt-get update && sudo apt-get install -y ${apt}`;
  if (findProgram('dnf')) return `sudo dnf install -y ${dnf}`;
  if (findProgram('brew')) return `brew install ${brew}`;
  return [
    'Run the one for this machine, then try again:',
    `Debian, Ubuntu:  sudo apt-get install -y ${apt}`,
    `Fedora, RHEL:    sudo dnf install -y ${dnf}`,
    `macOS:           brew install ${brew}`,
  ].join('\n');
}
