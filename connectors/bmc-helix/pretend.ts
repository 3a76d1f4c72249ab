import type { OutgoingHttp, OutgoingRequest, OutgoingResponse } from '../../src/shared/outgoing.ts';

/** Stands for every number and id that a server would have given. */
const NAME = 'DRY-RUN';
const TOKEN = `${NAME}.${NAME}.${NAME}`;

/**
 * Answers as an AR server that takes everything and keeps the last values, so that a dry run shows
 * each request of a flow. Nothing is looked up and nothing refused: that is what `check` is for.
 */
export function pretend(): OutgoingHttp {
  let kept: Readonly<Record<string, unknown>> = {};
  return async (request) => {
    const url = new URL(request.url);
    if (url.pathname.endsWith('/login')) return answer(200, TOKEN);
    if (request.method === 'PUT' || request.method === 'POST') kept = { ...kept, ...valuesIn(request) };
    const asked = /^[^(]*\((.*)\)/.exec(url.searchParams.get('fields') ?? '')?.[1]?.split(',') ?? [];
    const values = { ...Object.fromEntries(asked.map((field) => [field, NAME])), ...kept };
    if (request.method === 'POST') return answer(201, JSON.stringify({ values }), `${request.url}/${NAME}`);
    if (request.method === 'PUT') return answer(204, '');
    if (url.pathname.includes('/fields/')) return answer(200, JSON.stringify([{ name: NAME }]));
    return answer(200, JSON.stringify(url.searchParams.has('q') ? { entries: [{ values }] } : { values }));
  };
}

const answer = (status: number, body: string, location?: string): OutgoingResponse => ({
  status,
  headers: location === undefined ? {} : { location },
  body,
});

function valuesIn({ body }: OutgoingRequest): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(String(body)) as { values?: Record<string, unknown> }).values ?? {};
  } catch {
    return {};
  }
}
