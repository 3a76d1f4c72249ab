import type { ConnectorClientOptions } from 'botframework-connector';
import type { OutgoingHttp, OutgoingRequest, OutgoingResponse } from '../shared/outgoing.ts';

type HttpClient = NonNullable<ConnectorClientOptions['httpClient']>;

const DEADLINE_MS = 8_000;
const MOST_BYTES = 1024 * 1024;
const REMEMBERED = 1_000;

/**
 * The HTTP client under the SDK's own connector client, for what a bot asks of it beside sending
 * (updates, deletes, members). The SDK repeats a request up to four times under one request id,
 * POSTs too, and has no deadline: here a repeat gets the first answer.
 */
export function createSdkHttp(http: OutgoingHttp): HttpClient {
  const answers = new Map<string, Promise<OutgoingResponse>>();

  function once(id: string, request: OutgoingRequest): Promise<OutgoingResponse> {
    const known = answers.get(id);
    if (known !== undefined) return known;
    const answer = http(request);
    answers.set(id, answer);
    if (answers.size > REMEMBERED) answers.delete(answers.keys().next().value ?? '');
    return answer;
  }

  return {
    async sendRequest(request) {
      const { status, headers, body } = await once(`${request.method} ${request.url} ${request.requestId}`, {
        method: request.method as OutgoingRequest['method'],
        url: request.url,
        headers: request.headers.rawHeaders(),
        ...(typeof request.body === 'string' && { body: request.body }),
        deadlineMs: DEADLINE_MS,
        maxBytes: MOST_BYTES,
      });
      const answered = request.headers.clone();
      for (const name of answered.headerNames()) answered.remove(name);
      for (const [name, value] of Object.entries(headers)) answered.set(name, String(value));
      return { request, status, headers: answered, bodyAsText: body };
    },
  };
}
