import type { z } from 'zod';
import type { ConnectorTools } from '../../src/connector/connector.ts';
import { busy, unsent, unsupported } from '../../src/connector/outcome.ts';
import { OutgoingError, type OutgoingRequest, type OutgoingResponse } from '../../src/shared/outgoing.ts';
import {
  type Effect,
  type Failure,
  failureOf,
  NO_SUCH_FORM,
  noAnswer,
  sessionTurnedAway,
  unreadable,
} from './errors.ts';
import { type FormDescription, formDescription } from './form-description.ts';
import { type AttachedFile, multipart } from './multipart.ts';
import { Proof } from './proof.ts';
import type { Qualification } from './qualification.ts';
import { type EntryValues, manyEntries, oneEntry } from './schema.ts';
import { Session } from './session.ts';
import { sessionEnd } from './session-end.ts';
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
  /** `fields` tells of a form, `entry` holds its records. */
  readonly resource?: 'entry' | 'fields';
  readonly form: string;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** `null` empties a field. */
  readonly values?: Readonly<Record<string, string | null>>;
  /** Attachment field -> file. */
  readonly files?: ReadonlyMap<string, AttachedFile>;
  readonly leaving?: Leaving | undefined;
}

/** Asked right before a request that writes leaves, each time that it does: after a sign-in that took a while, too. */
export type Leaving = () => Promise<boolean>;

/** What `describe` needs; the first three as BMC's own clients ask, the others as documented. */
const CRITERIA = 'NAME,DATATYPE,OPTIONS,LIMIT,DEFAULT_VALUE';
/** A form of ITSM has more than a thousand fields. */
const MAX_DESCRIPTION_BYTES = 16 * 1024 * 1024;
/** How often in a row a form's description may fail for the moment, while the ITSM works, until it counts as not told. */
const MOST_FAILURES = 3;

/** What every view of one client goes by. */
function sharedBy(settings: Settings, tools: ConnectorTools) {
  const proof = new Proof();
  return { proof, session: new Session(settings, tools, proof), undescribed: new Map<string, number>() };
}

/**
 * AR REST in five calls. Signs in when needed; once more where a session has ended, and then
 * sends the same body again. Answers, never throws, whatever the network or the server do.
 */
export class ArClient {
  readonly #settings: Settings;
  readonly #tools: ConnectorTools;
  readonly #proof: Proof;
  readonly #session: Session;
  /** Form -> how often in a row its description failed. */
  readonly #undescribed: Map<string, number>;
  /** Aborts when nobody waits for the answers any more. */
  readonly #signal: AbortSignal | undefined;

  constructor(
    settings: Settings,
    tools: ConnectorTools,
    shared = sharedBy(settings, tools),
    signal?: AbortSignal,
  ) {
    this.#settings = settings;
    this.#tools = tools;
    this.#proof = shared.proof;
    this.#session = shared.session;
    this.#undescribed = shared.undescribed;
    this.#signal = signal;
  }

  /** The same under the same sign-in; its calls end with the signal, but for a sign-in, which others wait for too. */
  until(signal: AbortSignal): ArClient {
    const shared = { proof: this.#proof, session: this.#session, undescribed: this.#undescribed };
    const http: ConnectorTools['http'] = (request) => this.#tools.http({ ...request, signal });
    return new ArClient(this.#settings, { ...this.#tools, http }, shared, signal);
  }

  /** Creates an entry and asks for fields of it; servers may answer without them. */
  async create(
    form: string,
    values: Readonly<Record<string, string>>,
    fields: readonly string[],
    files: ReadonlyMap<string, AttachedFile> = new Map(),
    leaving?: Leaving,
  ): Promise<Reply<Created>> {
    const query = { fields: valuesList(fields) };
    const sent = await this.#send({ method: 'POST', form, query, values, files, leaving });
    if (sent.kind !== 'done') return sent;
    if (sent.value.status !== 201) return unreadable(sent.value, 'write', this.#proof.answered);
    this.#proof.give(nameOf({ method: 'POST', form }));
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
    leaving?: Leaving,
  ): Promise<Reply<undefined>> {
    const sent = await this.#send({ method: 'PUT', form, id, values, leaving });
    if (sent.kind !== 'done') return sent;
    if (sent.value.status === 204 || sent.value.body.trim() === '') return { kind: 'done', value: undefined };
    return unreadable(sent.value, 'write', this.#proof.answered);
  }

  /**
   * A form's fields as this server tells of them: by the documented resource, or by OPTIONS. `unsupported`
   * where it tells in neither way, or not for long enough: nothing may wait for it without end.
   */
  async describe(form: string): Promise<Reply<FormDescription>> {
    const signedIn = await this.#session.token();
    if (signedIn.kind !== 'done') return signedIn;
    const told = await this.#askDescription(form);
    if (told.kind !== 'busy' && told.kind !== 'unknown') {
      this.#undescribed.delete(form);
      return told;
    }
    // That nobody waited longer says nothing of the form.
    if (this.#signal?.aborted) return told;
    const failures = (this.#undescribed.get(form) ?? 0) + 1;
    this.#undescribed.set(form, failures);
    return failures < MOST_FAILURES ? told : notTold(form, told.reason);
  }

  async #askDescription(form: string): Promise<Reply<FormDescription>> {
    const asks: readonly Call[] = [
      { method: 'GET', resource: 'fields', form, query: { field_criteria: CRITERIA } },
      { method: 'OPTIONS', form },
    ];
    let why = '';
    for (const ask of asks) {
      const told = await this.#readAs(formDescription, ask);
      if (told.kind === 'done') {
        this.#proof.give(describing(ask));
        return told;
      }
      // A page is what a server without this way to ask has to say, unless it has answered it before.
      const noWay = told.stranger === true && !this.#proof.has(describing(ask));
      const passing = told.kind === 'busy' || told.kind === 'unknown';
      if ((passing && !noWay) || told.messageNumber === NO_SUCH_FORM) return told;
      why = told.reason;
    }
    return notTold(form, why);
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
    const name = nameOf(call);
    if (value === undefined)
      return unreadable(sent.value, 'read', this.#proof.answered, this.#proof.has(name));
    this.#proof.give(name);
    return { kind: 'done', value };
  }

  /**
   * Sends once, and the same once more where the session was turned away. That is safe for a write too: a
   * session is looked at before a request, so nothing was done. Where a page only may be a sign-in's, the
   * session is given up but a write is not repeated here: the page may stand in front of a write that was done.
   */
  async #send(call: Call): Promise<Reply<OutgoingResponse>> {
    const effect: Effect = call.method === 'GET' || call.method === 'OPTIONS' ? 'read' : 'write';
    for (let renewed = false; ; renewed = true) {
      const token = await this.#session.token();
      if (token.kind !== 'done') return unsent(token);
      if (call.leaving !== undefined && !(await call.leaving()))
        return unsent(busy('another process has taken over'));
      try {
        const response = await this.#tools.http(this.#request(call, token.value));
        const end = sessionEnd(response);
        if (end !== undefined && !renewed) {
          this.#session.expire(token);
          if (end !== 'perhaps' || effect === 'read') continue;
        }
        if (end === 'said') return sessionTurnedAway(response);
        if (response.status >= 200 && response.status < 300 && end === undefined)
          return { kind: 'done', value: response };
        const failure = failureOf(
          response,
          // A proxy that asks to sign in has passed nothing on.
          end === 'not passed on' ? 'read' : effect,
          this.#tools.clock.now(),
          this.#proof.answered,
        );
        if (failure.messageNumber !== undefined) this.#proof.give();
        return failure;
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
    const resource = call.resource === 'fields' ? 'v1.0/fields' : 'v1/entry';
    return {
      method: call.method,
      url: `${this.#settings.url}/api/arsys/${resource}/${path}${query === '' ? '' : `?${query}`}`,
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
      ...(isDescription(call) && { maxBytes: MAX_DESCRIPTION_BYTES }),
    };
  }
}

const isDescription = ({ method, resource }: Call): boolean => method === 'OPTIONS' || resource === 'fields';

/** A sort of call, as proof that it is answered as promised. */
const nameOf = ({ method, resource = 'entry', form, id }: Call): string =>
  `${method} ${resource} ${form}${id === undefined ? '' : ' one'}`;

const describing = ({ method }: Call): string => `${method} to describe`;

const notTold = (form: string, why: string): Failure =>
  unsupported(`This ITSM does not tell which fields ${form} has: ${why}`);

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
