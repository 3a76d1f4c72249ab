import type { CannedTextView } from '../../../api/views.ts';
import type { DeskApi } from '../api/desk-api.ts';
import { freshKey } from '../api/key.ts';

/** Prepared texts. Everything here throws Refusal or Unreachable, for the picker to show. */
export class CannedTexts {
  private readonly api: DeskApi;

  constructor(api: DeskApi) {
    this.api = api;
  }

  /** Filled in for this chat, the agent's own first. */
  async for(chat: string): Promise<readonly CannedTextView[]> {
    return (await this.api.cannedTexts({ query: { chat } })).texts;
  }

  async keep(title: string, text: string): Promise<void> {
    await this.api.keepText({ id: freshKey(), body: { title, text } });
  }

  forget(id: string): Promise<void> {
    return this.api.forgetText({ id });
  }
}
