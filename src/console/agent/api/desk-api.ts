import type { z } from 'zod';
import type { Operations } from '../../../api/operations/index.ts';
import type { InPath, Operation, Unchanging } from '../../../api/operations/operation.ts';
import { type OperationName, PATHS } from '../../../api/paths.ts';
import type { Call, Client, Method } from './client.ts';

/** What a query says: numbers are written out. */
type Queried<Q> = {
  readonly [K in keyof Q]: unknown extends Q[K] ? string | number | undefined : Q[K];
};
/** A member that may be left out where nothing in it has to be said. */
type Member<K extends string, T> =
  Record<never, never> extends NonNullable<T> ? { readonly [_ in K]?: T } : { readonly [_ in K]: T };

type Params<O extends Operation> = { readonly [_ in InPath<O['path']>]: string | number };
type Query<O> = O extends { readonly query: infer Q extends z.ZodObject }
  ? Member<'query', Queried<z.input<Q>>>
  : unknown;
type Body<O> = O extends { readonly body: infer B extends z.ZodType }
  ? Member<'body', Unchanging<z.input<B>>>
  : unknown;

/** What one operation is asked: the parts of its path, its query and body, as its row has them. */
export type Asking<K extends OperationName> = Params<Operations[K]> &
  Query<Operations[K]> &
  Body<Operations[K]> &
  Pick<Call, 'key' | 'cookie'>;

type Answered<O> = O extends { readonly answer: infer A extends z.ZodType }
  ? Promise<z.output<A>>
  : Promise<void>;
type Calls = {
  readonly [K in OperationName]: (
    ...asking: Record<never, never> extends Asking<K> ? [asking?: Asking<K>] : [asking: Asking<K>]
  ) => Answered<Operations[K]>;
};

/** What is known of this place before anybody has signed in. */
interface Site {
  /** The identity provider that agents may sign in at. */
  readonly oidc?: { readonly title: string };
}

/** A file on its way to the server. */
export interface Upload {
  readonly path: string;
  readonly token: string | undefined;
  /** Idempotency-Key. */
  readonly key: string;
  readonly file: Blob;
  readonly signal: AbortSignal;
  /** How much has left this machine, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Every operation of the server as a method, by its name in `api/paths.ts`. All throw Refusal or Unreachable. */
export interface DeskApi extends Omit<Calls, 'putFile'> {
  site(): Promise<Site>;
  /** Tells how far the file is while it goes. */
  putFile(asking: Asking<'putFile'>, sent: Omit<Upload, 'path'>): ReturnType<Calls['putFile']>;
}

export function deskApi(call: Client, upload: <T>(sent: Upload) => Promise<T>): DeskApi {
  const calls = (Object.keys(PATHS) as OperationName[]).map((name) => [
    name,
    (asking?: AnyAsking) => call(callOf(name, asking)),
  ]);
  return {
    ...(Object.fromEntries(calls) as Calls),
    site: () => call<Site>({ method: 'GET', path: '/site.json' }),
    putFile: (asking, sent) => upload({ ...sent, path: callOf('putFile', asking).path }),
  };
}

type Part = string | number | undefined;
type AnyAsking = Pick<Call, 'body' | 'key' | 'cookie'> & {
  readonly query?: Readonly<Record<string, Part>>;
} & Readonly<Record<string, unknown>>;

function callOf(name: OperationName, { query = {}, body, key, cookie, ...params }: AnyAsking = {}): Call {
  const [method = '', path = ''] = PATHS[name].split(' ');
  const search = new URLSearchParams();
  for (const [part, value] of Object.entries(query)) if (value !== undefined) search.set(part, String(value));
  return {
    method: method.toUpperCase() as Method,
    path:
      path.replace(/\{(\w+)\}/g, (_all, part: string) => encodeURIComponent(String(params[part]))) +
      (search.size > 0 ? `?${search}` : ''),
    ...(body !== undefined && { body }),
    ...(key !== undefined && { key }),
    ...(cookie && { cookie }),
  };
}
