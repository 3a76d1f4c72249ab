/** The server said no: `message` is its sentence for a person, `code` its stable name. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
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
  return new Refusal(response.status, typeof problem.code === 'string' ? problem.code : 'unknown', detail);
}
