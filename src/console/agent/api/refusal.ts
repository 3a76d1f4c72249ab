/** The server said no: `message` is its sentence for a person, `code` its stable name. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** Everything the answer said, e.g. the fields that are required. */
  readonly facts: Readonly<Record<string, unknown>>;
  constructor(status: number, code: string, detail: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.facts = facts;
  }
}

/** No answer came: the network, or the server, is away. */
export class Unreachable extends Error {
  constructor() {
    super('The server could not be reached. Check the connection and try again.');
    this.name = 'Unreachable';
  }
}

/** What to tell the agent about any failure. */
export const sentence = (error: unknown): string =>
  error instanceof Error && error.message !== ''
    ? error.message
    : 'Something went wrong. Try again; if it happens again, tell your administrator.';

/** Reads an answer that is not 2xx; a body that is no problem+json still gives a sentence. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const body: unknown = await response.json().catch(() => undefined);
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const detail =
    typeof problem.detail === 'string' && problem.detail !== ''
      ? problem.detail
      : `The server refused this (${response.status}).`;
  const code = typeof problem.code === 'string' ? problem.code : 'unknown';
  return new Refusal(response.status, code, detail, problem);
}
