import type { DeskApi } from '../api/desk-api.ts';
import { freshKey } from '../api/key.ts';
import { sentence } from '../api/refusal.ts';
import { type Attachment, noFiles, readyIn, sizeWords } from '../state/enclosures.ts';
import { fetchInto } from './fetch-into.ts';
import type { Store } from './store.ts';

/** Brings the files that an agent picks, drops or pastes into the chat, ahead of the message that names them. */
export class Enclosing {
  private readonly api: DeskApi;
  private readonly store: Store;
  private readonly underWay = new Map<string, AbortController>();

  constructor(api: DeskApi, store: Store) {
    this.api = api;
    this.store = store;
  }

  /** Asks what may be sent into this chat now; once at a time. */
  async readPolicy(chat: string): Promise<void> {
    if (this.of(chat).policy.loading) return;
    await fetchInto(
      this.store,
      () => this.api.filesPolicy({ id: chat }),
      (news) => this.store.dispatch({ type: 'files-policy', chat, news }),
    );
  }

  async add(chat: string, files: readonly File[]): Promise<void> {
    await Promise.all(files.map((file) => this.enclose(chat, file)));
    await this.readPolicy(chat);
  }

  /** Takes one out again, wherever it is on its way. */
  async remove(chat: string, key: string): Promise<void> {
    const enclosure = this.of(chat).enclosed.find((one) => one.key === key);
    this.underWay.get(key)?.abort();
    this.store.dispatch({ type: 'unenclose', chat, keys: [key] });
    if (enclosure?.attachment === undefined) return;
    // What stays there counts, and is read by nobody.
    const file = enclosure.attachment.url.split('/')[2] ?? '';
    await this.api.takeFileBack({ id: chat, file }).catch(() => undefined);
    await this.readPolicy(chat);
  }

  /** Those that go with the message that is sent now; the others stay where they are. */
  take(chat: string): readonly Attachment[] {
    const ready = readyIn(this.of(chat));
    if (ready.length > 0) this.store.dispatch({ type: 'unenclose', chat, keys: ready.map(({ key }) => key) });
    return ready.map(({ attachment }) => attachment);
  }

  private async enclose(chat: string, file: File): Promise<void> {
    const [key, { name, size }] = [freshKey(), file];
    const change = (news: { progress: number } | { attachment: Attachment } | { error: string }) =>
      this.store.dispatch({ type: 'enclosing', chat, key, change: news });
    this.store.dispatch({ type: 'enclose', chat, enclosure: { key, name, size, progress: 0 } });
    // The server would read all of it to say the same.
    const { maxBytes = Number.POSITIVE_INFINITY } = this.of(chat).policy.value ?? {};
    if (size > maxBytes)
      return change({ error: `It is larger than ${sizeWords(maxBytes)}. Send a smaller file.` });
    const aborting = new AbortController();
    this.underWay.set(key, aborting);
    try {
      const token = this.store.state.session?.token;
      const onProgress = (progress: number) => change({ progress });
      const sent = { file, token, key, onProgress, signal: aborting.signal };
      const { attachment } = await this.api.putFile({ id: chat, query: { name } }, sent);
      change({ attachment });
    } catch (error) {
      change({ error: sentence(error) });
    } finally {
      this.underWay.delete(key);
    }
  }

  private of(chat: string) {
    return this.store.state.files[chat] ?? noFiles;
  }
}
