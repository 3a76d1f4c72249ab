let output = process.stdout;

/** From now on nothing of the setup goes to standard output. */
export function sayOnStandardError() {
  output = process.stderr;
}

/** Where the setup says what it does: a stream, for the output of programs too. */
export const saysOn = () => output;

/** One line about what is being done, while it is being done. */
export const say = (text) => output.write(`deskbridge setup: ${text}\n`);

/** A part is missing and could not be got: what, why and how to fix it, for the person at the terminal. */
export class Missing extends Error {
  constructor(what, why, fix) {
    super(what);
    this.why = why;
    this.fix = fix;
  }
}

/** Runs the steps in order. The first that fails is told in one message, without a trace, and ends in exit code 1. */
export async function setUp(steps) {
  try {
    for (const step of steps) await step();
  } catch (error) {
    const told =
      error instanceof Missing
        ? error
        : new Missing('The setup stopped.', error?.message ?? String(error), 'Correct this and try again.');
    process.stderr.write(
      `\ndeskbridge setup: ${told.message}\n  Why: ${told.why}\n  Fix: ${told.fix.replaceAll('\n', '\n       ')}\n`,
    );
    process.exitCode = 1;
  }
}
