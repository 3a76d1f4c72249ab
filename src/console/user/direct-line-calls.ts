import type { Keeper } from './keeper.ts';
import { type Attachment, type Outgoing, Refused, Trouble } from './outgoing.ts';
import { CannotGoOn } from './session.ts';

const BASE = '/v3/directline';
const DEADLINE_MS = 20_000;
/** A file takes as long as the line makes it. */
const UPLOAD_MS = 120_000;

/** The doors of Direct Line that the page uses, each with the newest token; one that ran out is got anew, once. */
export function directLineCalls(keeper: Keeper) {
  const { conversationId } = keeper.session();
  const here = `/conversations/${encodeURIComponent(conversationId)}`;

  async function call(
    method: string,
    path: string,
    body?: object | FormData,
  ): Promise<Readonly<Record<string, string>>> {
    for (let again = false; ; again = true) {
      const { token } = keeper.session();
      const form = body instanceof FormData;
      const answer = await fetch(BASE + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(!form && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(form ? UPLOAD_MS : DEADLINE_MS),
      })
        .then(async (response) => ({ response, said: response.ok ? await response.json() : {} }))
        .catch(() => {
          throw new Trouble();
        });
      const { status, ok } = answer.response;
      if (ok) return answer.said;
      if (status === 429 || status >= 500) throw new Trouble(status);
      if ((status !== 401 && status !== 403) || again) throw new Refused(`${method} ${path}: ${status}`);
      await keeper.comeBack(token).catch((error: unknown) => {
        throw error instanceof CannotGoOn ? error : new Trouble();
      });
    }
  }

  async function opened(answer: Promise<Readonly<Record<string, string>>>) {
    const { token = '', streamUrl = '' } = await answer;
    keeper.renewed(token);
    return { streamUrl };
  }

  return {
    start: () => opened(call('POST', '/conversations', {})),
    reconnect: (watermark: string) =>
      opened(call('GET', `${here}?watermark=${encodeURIComponent(watermark)}`)),
    async renew(): Promise<void> {
      const { token = '' } = await call('POST', '/tokens/refresh', {});
      keeper.renewed(token);
    },
    /** Gives the activity's id. */
    async post(activity: Outgoing): Promise<string> {
      const files = activity.type === 'message' ? (activity.attachments ?? []) : [];
      const { id = '' } = await (files.length > 0
        ? call('POST', `${here}/upload`, await formOf(activity, files))
        : call('POST', `${here}/activities`, activity));
      return id;
    },
  };
}

async function formOf(activity: Outgoing, files: readonly Attachment[]): Promise<FormData> {
  const form = new FormData();
  const told = { ...activity, attachments: files.map(({ contentUrl: _bytes, ...one }) => one) };
  form.append('activity', new Blob([JSON.stringify(told)], { type: 'application/vnd.microsoft.activity' }));
  for (const { contentUrl, name = 'file' } of files)
    form.append('file', await (await fetch(contentUrl)).blob(), name);
  return form;
}
