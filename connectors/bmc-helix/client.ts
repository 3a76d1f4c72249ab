import type { z } from 'zod';
import type { ConnectorTools } from '../../src/connector/connector.ts';
import { unsent } from '../../src/connector/outcome.ts';
import { OutgoingError, type OutgoingRequest, type OutgoingResponse } from '../../src/shared/outgoing.ts';
import { type Effect, type Failure, failureOf, noAnswer, unreadable } from './errors.ts';
import { type AttachedFile, multipart } from './multipart.ts';
import type { Qualification } from './qualification.ts';
import { type EntryValues, type FormDescription, formDescription, manyEntries, oneEntry } from './schema.ts';
import { Session } from './session.ts';
import { readDeadlineMs, type Settings, toldSeconds } from './settings.ts';

export type Reply<T> = { readonly kind: 'done'; readonly value: T } | Failure;

export interface Created {
  /** The fields that were asked for; empty where the server left the body out. */
  readonly values: EntryValues;
  /** Entry id from the Location header. */
  readonly id: string | undefined;
}

interface Call {
  readonly method: OutgoingRequest['method'];
  readonly form: string;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** `null` empties a field. */
  readonly values?: Readonly<Record<string, string | null>>;
  /** Attachment field -> file. */
  readonly files?: ReadonlyMap<string, AttachedFile>;
}

/**
 * AR REST in five calls. Signs in when needed; on a 401 once more, and then
 * sends the same body again. Answers, never throws, whatever the network or the server do.
 */
export class ArClient {
  readonly #settings: Settings;
  readonly #tools: ConnectorTools;
  readonly #session: Session;

  constructor(settings: Settings, tools: ConnectorTools) {
    this.#settings = settings;
    this.#tools = tools;
    this.#session = new Session(settings, tools);
  }

  /** Creates an entry and asks for fields of it; servers may answer without them. */
  async create(
    form: string,
    values: Readonly<Record<string, string>>,
    fields: readonly string[],
    files: ReadonlyMap<string, AttachedFile> = new Map(),
  ): Promise<Reply<Created>> {
    const query = { fields: valuesList(fields) };
    const sent = await this.#send({ method: 'POST', form, query, values, files });
    if (sent.kind !== 'done') return sent;
    if (sent.value.status !== 201) return unreadable(sent.value, 'write');
    const body = parse(oneEntry, sent.value.body);
    return { kind: 'done', value: { values: body ?? {}, id: idIn(sent.value.headers.location) } };
  }

  async get(form: string, id: string): Promise<Reply<EntryValues>> {
    return this.#readAs(oneEntry, { method: 'GET', form, id });
  }

  /** At most `limit` entries, newest last unless sorted; with every field unless some are named. */
  async query(
    form: string,
    q: Qualification,
    options: {
      readonly fields?: readonly string[];
      readonly sort?: string;
      readonly limit: number;
      readonly offset?: number;
    },
  ): Promise<Reply<readonly EntryValues[]>> {
    const query = {
      q,
      ...(options.fields === undefined ? {} : { fields: valuesList(options.fields) }),
      ...(options.sort === undefined ? {} : { sort: options.sort }),
      limit: String(options.limit),
      offset: String(options.offset ?? 0),
    };
    return this.#readAs(manyEntries, { method: 'GET', form, query });
  }

  /** A 2xx says only that the server took it: read back what matters. */
  async update(
    form: string,
    id: string,
    values: Readonly<Record<string, string | null>>,
  ): Promise<Reply<undefined>> {
    const sent = await this.#send({ method: 'PUT', form, id, values });
    if (sent.kind !== 'done') return sent;
    if (sent.value.status === 204 || sent.value.body.trim() === '') return { kind: 'done', value: undefined };
    return unreadable(sent.value, 'write');
  }

  async describe(form: string): Promise<Reply<FormDescription>> {
    return this.#readAs(formDescription, { method: 'OPTIONS', form });
  }

  async signIn(): Promise<Reply<string>> {
    return this.#session.token();
  }

  async close(): Promise<void> {
    await this.#session.signOut();
  }

  async #readAs<T>(schema: z.ZodType<T>, call: Call): Promise<Reply<T>> {
    const sent = await this.#send(call);
    if (sent.kind !== 'done') return sent;
    const value = parse(schema, sent.value.body);
    return value === undefined ? unreadable(sent.value, 'read') : { kind: 'done', value };
  }

  async #send(call: Call): Promise<Reply<OutgoingResponse>> {
    const effect: Effect = call.method === 'GET' || call.method === 'OPTIONS' ? 'read' : 'write';
    for (let renewed = false; ; renewed = true) {
      const token = await this.#session.token();
      if (token.kind !== 'done') return unsent(token);
      try {
        const response = await this.#tools.http(this.#request(call, token.value));
        if (response.status === 401 && !renewed) {
          this.#session.expire(token.value);
          continue;
        }
        if (response.status >= 200 && response.status < 300) return { kind: 'done', value: response };
        return failureOf(response, effect, this.#tools.clock.now());
      } catch (error) {
        if (error instanceof OutgoingError) return noAnswer(error, effect);
        throw error;
      }
    }
  }

  #request(call: Call, token: string): OutgoingRequest {
    const path = [call.form, ...(call.id === undefined ? [] : [call.id])].map(encodeURIComponent).join('/');
    const query = Object.entries(call.query ?? {})
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    const body = call.values === undefined ? undefined : bodyOf(call.values, call.files ?? new Map());
    const deadlineMs = body === undefined ? readDeadlineMs(this.#settings) : this.#settings.deadlineMs;
    return {
      method: call.method,
      url: `${this.#settings.url}/api/arsys/v1/entry/${path}${query === '' ? '' : `?${query}`}`,
      headers: {
        authorization: `AR-JWT ${token}`,
        accept: 'application/json',
        'x-requested-by': 'XMLHttpRequest',
        // Without it AR goes on for two minutes, and would write what nobody waits for any more.
        'x-ar-timeout': String(toldSeconds(deadlineMs)),
        ...(body === undefined ? {} : { 'content-type': body.contentType }),
      },
      deadlineMs,
      ...(body === undefined ? {} : { body: body.content }),
    };
  }
}

function bodyOf(
  values: Readonly<Record<string, string | null>>,
  files: ReadonlyMap<string, AttachedFile>,
): { readonly contentType: string; readonly content: string | Buffer } {
  const entry = JSON.stringify({ values });
  return files.size === 0 ? { contentType: 'application/json', content: entry } : multipart(entry, files);
}

const valuesList = (fields: readonly string[]): string => `values(${fields.join(',')})`;

function parse<T>(schema: z.ZodType<T>, body: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** The last path segment. Only the id is taken: the host in the header is not ours to follow. */
function idIn(location: string | undefined): string | undefined {
  const last = location?.split('?')[0]?.split('/').at(-1) ?? '';
  try {
    return last === '' ? undefined : decodeURIComponent(last);
  } catch {
    return undefined;
  }
}
