/**
 * As much of a browser's XMLHttpRequest as the RxJS inside botframework-directlinejs uses, over
 * `fetch`: status 0 where there was no answer, JSON answers parsed.
 */
export class XmlHttpRequest {
  readyState = 0;
  status = 0;
  response: unknown = null;
  responseText = '';
  responseType = '';
  timeout = 0;
  withCredentials = false;
  readonly upload = {};
  onreadystatechange: ((event: unknown) => void) | null = null;
  ontimeout: ((event: unknown) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  #method = 'GET';
  #url = '';
  readonly #headers = new Headers();
  readonly #aborted = new AbortController();
  #answer = new Headers();

  open(method: string, url: string): void {
    this.#method = method;
    this.#url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  getResponseHeader(name: string): string | null {
    return this.#answer.get(name);
  }

  abort(): void {
    this.#aborted.abort();
  }

  async send(body?: string): Promise<void> {
    const deadline = AbortSignal.timeout(this.timeout || 60_000);
    try {
      const response = await fetch(this.#url, {
        method: this.#method,
        headers: this.#headers,
        signal: AbortSignal.any([this.#aborted.signal, deadline]),
        ...(body !== undefined && { body }),
      });
      this.responseText = await response.text();
      this.#answer = response.headers;
      this.status = response.status;
      this.response = this.responseText === '' ? null : JSON.parse(this.responseText);
    } catch {
      if (this.#aborted.signal.aborted) return;
      if (deadline.aborted) return this.ontimeout?.call(this, { type: 'timeout' });
    }
    this.readyState = 4;
    this.onreadystatechange?.call(this, { type: 'readystatechange' });
  }
}
