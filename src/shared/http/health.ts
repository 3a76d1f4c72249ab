import { collectDefaultMetrics, Registry } from 'prom-client';
import { within } from '../within.ts';
import { checkReader, type MetricsReaders } from './metrics-readers.ts';
import type { Answer, Route } from './route.ts';

const PATIENCE_MS = 2_000;

export interface HealthOptions {
  /** What every metric is labelled with. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly addMetrics?: (registry: Registry) => void;
  /** What else the answer to the question of readiness says, by name; it decides nothing. */
  readonly facts?: Readonly<Record<string, () => Promise<string>>>;
  /** Who may read the metrics beside callers on this machine. */
  readonly readers?: () => MetricsReaders;
}

/** Liveness, readiness and metrics. Ready means: every part named in `checks` has just answered. */
export function healthRoutes(
  checks: Readonly<Record<string, () => Promise<unknown>>>,
  { labels = {}, addMetrics = () => {}, facts = {}, readers = () => ({ allow: [] }) }: HealthOptions = {},
): readonly Route[] {
  const registry = new Registry();
  registry.setDefaultLabels(labels);
  collectDefaultMetrics({ register: registry, prefix: 'deskbridge_' });
  addMetrics(registry);

  async function ready(): Promise<Answer> {
    const [parts, known] = await Promise.all([
      Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await answers(check)] as const)),
      Promise.all(Object.entries(facts).map(async ([name, ask]) => [name, await answerOf(ask)] as const)),
    ]);
    const allUp = parts.every(([, up]) => up);
    return {
      status: allUp ? 200 : 503,
      body: {
        ready: allUp,
        parts: Object.fromEntries(parts.map(([name, up]) => [name, up ? 'up' : 'down'])),
        ...Object.fromEntries(known),
      },
    };
  }

  return [
    { method: 'GET', path: '/healthz', handle: () => ({ status: 200, body: { alive: true } }) },
    { method: 'GET', path: '/readyz', handle: ready },
    {
      method: 'GET',
      path: '/metrics',
      async handle(request) {
        checkReader(request, readers());
        return {
          status: 200,
          body: await registry.metrics(),
          headers: { 'content-type': registry.contentType },
        };
      },
    },
  ];
}

const answers = (check: () => Promise<unknown>): Promise<boolean> =>
  within(PATIENCE_MS, check()).then(
    () => true,
    () => false,
  );

const answerOf = (ask: () => Promise<string>): Promise<string> =>
  within(PATIENCE_MS, ask()).catch(() => 'unknown');
