// The last line of `.ci/run`: `N passed, N failed`, from jest's JSON result. What was skipped or left
// as a plan counts as failed, so does a test file that could not run, and each step that failed.
//   node config/tools/count-tests.mjs <result.json> <exit code of the test run> [other step that failed ...]
import { readFileSync } from 'node:fs';

const [file, exitCode, ...failedSteps] = process.argv.slice(2);

const result = (() => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
})();

const tests = [
  { what: 'failed tests', count: result?.numFailedTests ?? 0 },
  { what: 'test files that did not run', count: result?.numRuntimeErrorTestSuites ?? 0 },
  { what: 'skipped tests', count: (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0) },
].filter(({ count }) => count > 0);
// A run can fail without a test that did: no result, or an error while it was taken down.
if (tests.length === 0 && (result === undefined || exitCode !== '0'))
  tests.push({ what: 'test run', count: 1 });
const unmet = [...failedSteps.map((step) => ({ what: step, count: 1 })), ...tests];
const passed = result?.numPassedTests ?? 0;
const failed = unmet.reduce((sum, { count }) => sum + count, 0);

for (const { what, count } of unmet) console.log(`not passed: ${what} (${count})`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
