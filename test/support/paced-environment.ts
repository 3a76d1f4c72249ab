import { TestEnvironment } from 'jest-environment-node';
import { patience } from './pace.ts';

interface Limited {
  timeout?: number | null | undefined;
}

interface RunEvent {
  readonly name: string;
  readonly test?: Limited;
  readonly hook?: Limited;
}

/** Node's environment, in which the limits of tests and of their hooks grow with the time this machine needs. */
export default class PacedEnvironment extends TestEnvironment {
  handleTestEvent({ name, test, hook }: RunEvent, state: { readonly testTimeout: number }): void {
    const limited = name === 'test_fn_start' ? test : name === 'hook_start' ? hook : undefined;
    if (limited === undefined) return;
    // A hook runs many times: what it was given is kept beside what it has.
    const given = usual.get(limited) ?? limited.timeout ?? state.testTimeout;
    usual.set(limited, given);
    limited.timeout = patience(given);
  }
}

const usual = new WeakMap<Limited, number>();
