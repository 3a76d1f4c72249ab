import { rmSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { KINDS } from '../bench/faults/kinds/index.ts';
import { report } from '../bench/faults/report.ts';
import { runRig } from '../bench/faults/rig.ts';

// A minute of the rig that `npm run faults` runs for longer; docs/faults.md says what it does.

const SEED = Number(process.env.FAULTS_SEED || 1);
const MINUTES = Number(process.env.FAULTS_MINUTES || 1);
/** Starting, settling and looking; the rig gives up by itself before. */
const MORE_MS = 400_000;

test(
  `[faults rig] a minute of faults of every kind loses, doubles, reorders and blocks nothing (FAULTS_SEED=${SEED})`,
  async () => {
    const { folder, evidence, violations } = await runRig({
      seed: SEED,
      minutes: MINUTES,
      kinds: [...KINDS.keys()],
    });
    const figures = report({ folder, evidence, violations });
    // Kept where something is wrong: it is all that there is to find out why.
    if (violations.length === 0) rmSync(folder, { recursive: true, force: true });
    process.stderr.write(`${figures}\n`);
    expect(violations).toEqual([]);
    expect(evidence.rows.filter((row) => row.op === 'fault' && row.phase === 'ends').length).toBeGreaterThan(
      0,
    );
    expect(evidence.final.chats.length).toBeGreaterThan(0);
  },
  MINUTES * 60_000 + MORE_MS,
);
