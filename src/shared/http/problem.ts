/** A refusal as the caller sees it (RFC 9457): what, why and how to fix it, under a stable code. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** More facts for the caller, beside `code` and `detail`. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    extra: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.extra = extra;
    this.headers = headers;
  }

  toJSON(): Record<string, unknown> {
    return {
      type: `urn:deskbridge:${this.code}`,
      title: this.code.replaceAll('-', ' '),
      status: this.status,
      code: this.code,
      detail: this.message,
      ...this.extra,
    };
  }
}
