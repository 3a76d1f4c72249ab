import { z } from 'zod';
import { OPERATIONS } from './operations/index.ts';
import type { Operation } from './operations/operation.ts';

const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
});

/** OpenAPI 3.1, made from the schemas that the server itself checks with. */
export function openApi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Deskbridge', version: '1', description: 'Every POST honours Idempotency-Key.' },
    components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

function describe({
  path,
  summary,
  who,
  query,
  body,
  bytes,
  status,
  answer,
}: Operation): Record<string, unknown> {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }));
  return {
    summary,
    ...(who !== 'anyone' && { security: [{ session: [] }], 'x-who': who }),
    parameters: [...inPath, ...inQuery],
    ...(body && { requestBody: { content: { 'application/json': { schema: jsonSchema(body, 'input') } } } }),
    ...(bytes && { requestBody: { content: { 'application/octet-stream': {} } } }),
    responses: {
      [status]: {
        description: 'Done',
        ...(answer && { content: { 'application/json': { schema: jsonSchema(answer, 'output') } } }),
      },
      default: {
        description: 'Refused',
        content: { 'application/problem+json': { schema: jsonSchema(Problem, 'output') } },
      },
    },
  };
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' });
