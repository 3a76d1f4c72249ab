import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Answer, Route } from './route.ts';

const PATIENCE_MS = 2_000;

/** Liveness, readiness and metrics. Ready means: every part named in `checks` has just answered. */
export function healthRoutes(
  checks: Readonly<Record<string, () => Promise<unknown>>>,
  addMetrics: (registry: Registry) => void = () => {},
): readonly Route[] {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'deskbridge_' });
  addMetrics(registry);

  async function ready(): Promise<Answer> {
    const parts = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await answers(check)] as const),
    );
    const allUp = parts.every(([, up]) => up);
    return {
      status: allUp ? 200 : 503,
      body: {
        ready: allUp,
        parts: Object.fromEntries(parts.map(([name, up]) => [name, up ? 'up' : 'down'])),
      },
    };
  }

  return [
    { method: 'GET', path: '/healthz', handle: () => ({ status: 200, body: { alive: true } }) },
    { method: 'GET', path: '/readyz', handle: ready },
    {
      method: 'GET',
      path: '/metrics',
      handle: async () => ({
        status: 200,
        body: await registry.metrics(),
        headers: { 'content-type': registry.contentType },
      }),
    },
  ];
}

async function answers(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const up = check().then(
    () => true,
    () => false,
  );
  return Promise.race([up, patience]).finally(() => clearTimeout(timer));
}
