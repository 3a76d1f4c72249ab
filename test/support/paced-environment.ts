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

/**
 * The realm of the worker itself (see worker-realm-runtime.ts), which is after a suite what it was before.
 * The limits of tests and of their hooks grow with the time this machine needs.
 */
export default class PacedEnvironment extends TestEnvironment {
  readonly #restore = [restorer(globalThis), restorer(process.env), restoreExit(process.exit)];

  constructor(...[config, context]: ConstructorParameters<typeof TestEnvironment>) {
    super(config, context);
    const global = globalThis as unknown as typeof this.global;
    this.global = global;
    this.moduleMocker = anew(this.moduleMocker, global);
    this.fakeTimersModern = anew(this.fakeTimersModern, { config: config.projectConfig, global });
  }

  override async teardown(): Promise<void> {
    await super.teardown();
    for (const restore of this.#restore) restore();
  }

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

/** Another of the same class. */
const anew = <T extends object>(like: T | null, given: object): T | null =>
  like && new (like.constructor as new (given: object) => T)(given);

/** Jest wraps it for each suite. */
function restoreExit(exit: typeof process.exit): () => void {
  return () => {
    process.exit = exit;
  };
}

/** Gives an object its properties of now back. */
function restorer(object: object): () => void {
  const before = Object.getOwnPropertyDescriptors(object);
  return () => {
    for (const key of Reflect.ownKeys(object)) if (!(key in before)) Reflect.deleteProperty(object, key);
    for (const key of Reflect.ownKeys(before)) {
      const was = Reflect.get(before, key);
      const is = Object.getOwnPropertyDescriptor(object, key);
      if (is?.value !== was.value || is?.get !== was.get) Object.defineProperty(object, key, was);
    }
  };
}
