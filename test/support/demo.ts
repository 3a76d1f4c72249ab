import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';

export const PASSWORD = 'correct horse';

export interface Demo {
  readonly url: string;
  readonly sandboxUrl: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** Everything it has printed. */
  output(): string;
  /** SIGKILL to its whole process group, as a power cut would have it. */
  killGroup(): Promise<void>;
  /** Ctrl-C, and its data folder goes. */
  stop(): Promise<void>;
}

export interface DemoOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly sandboxPort?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** With the parent that starts it again, as `npm start` has it. */
  readonly kept?: boolean;
}

/** `npm start` without its installing step: the real command in a process group of its own, on free ports. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'db-demo-'));
  const child = spawn(process.execPath, options.kept ? ['src/demo/start.ts'] : ['src/cli.ts', 'demo'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DEMO_PASSWORD: PASSWORD,
      DATA_DIR: dataDir,
      PORT: String(options.port ?? 0),
      SANDBOX_PORT: String(options.sandboxPort ?? 0),
      ...options.env,
    },
  });
  let output = '';
  child.stdout?.on('data', (text) => {
    output += text;
  });
  child.stderr?.on('data', (text) => {
    output += text;
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = (label: string) => output.match(new RegExp(`${label}\\s+(http://[^/\\s]+)`))?.[1];
  await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(output);
      return output.includes('Ctrl-C stops everything');
    },
    `the demo starts\n${output}`,
    30_000,
  );
  return {
    url: address('Start here') ?? '',
    sandboxUrl: address('Sandbox ITSM') ?? '',
    dataDir,
    process: child,
    output: () => output,
    async killGroup() {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
      await exited;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      await exited;
      // No password belongs into a log, whatever a test does: each demo of the run is looked through.
      const logged = output.split('\n').filter((line) => line.startsWith('{'));
      const leak = logged.find((line) => line.includes(options.env?.DEMO_PASSWORD ?? PASSWORD));
      if (leak !== undefined) throw new Error(`a log holds the password: ${leak}`);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
