import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { isModuleNamespaceObject } from 'node:util/types';
import { compileFunction, SyntheticModule } from 'node:vm';
import jestRuntime from 'jest-runtime';

type Exports = Record<string, unknown>;

/** What of Jest's loaders is replaced; `private` to the compiler, so it is named here. */
interface Loaders {
  readonly esmLoader: {
    getContext(): undefined;
    buildCjsAsEsmSyntheticModule(from: string, path: string, context?: undefined): SyntheticModule;
  };
  readonly executor: {
    readonly injectedModuleParameters: readonly string[];
    compile(source: string, filename: string): unknown;
  };
}

// Its types describe the CommonJS file alone.
const Runtime = jestRuntime as unknown as typeof jestRuntime.default;

const require = createRequire(import.meta.url);

const PACKAGES = `${sep}node_modules${sep}`;
/** Jest shares its state with the test by way of the runtime, and nock patches what the test before has restored. */
const PER_SUITE = /^(?:@?jest|expect|nock|@mswjs)\b/;

/**
 * Runs a suite in the realm of its worker, and loads packages as Node does, once for all suites of a worker.
 * Half of the time of a short suite is the loading of packages that cannot differ between suites. Our own
 * modules are loaded anew by every suite. One realm for both: an error or list of a package is an instance
 * of the `Error` or `Array` of our code, as it is outside of tests.
 */
class WorkerRealmRuntime extends Runtime {
  constructor(...given: ConstructorParameters<typeof Runtime>) {
    super(...given);
    const { esmLoader, executor } = this as unknown as Loaders;
    const wrapped = esmLoader.buildCjsAsEsmSyntheticModule.bind(esmLoader);
    esmLoader.getContext = () => undefined;
    esmLoader.buildCjsAsEsmSyntheticModule = (from, path) =>
      isShared(path) ? moduleOf(path) : wrapped(from, path);
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  override unstable_shouldLoadAsEsm(path: string): boolean {
    return !isShared(path) && super.unstable_shouldLoadAsEsm(path);
  }
}
// It would hand the loaders of one suite to the whole worker.
Object.assign(WorkerRealmRuntime.prototype, { installGetBuiltinModule() {} });

function isShared(path: string): boolean {
  const at = path.lastIndexOf(PACKAGES);
  return at >= 0 && !PER_SUITE.test(path.slice(at + PACKAGES.length));
}

/** The names that an import of this package finds in Node. */
function moduleOf(path: string): SyntheticModule {
  const loaded = require(path);
  const named: Exports = isModuleNamespaceObject(loaded)
    ? { ...loaded }
    : { ...loaded, default: loaded, 'module.exports': loaded };
  return new SyntheticModule(
    Object.keys(named),
    function () {
      for (const name in named) this.setExport(name, named[name]);
    },
    { identifier: path },
  );
}

export { WorkerRealmRuntime as 'module.exports' };
