import type { DeskApi } from '../api/desk-api.ts';
import type { EarlierTicket } from '../state/earlier.ts';
import { isIn } from '../state/rights.ts';
import type { Chat } from '../state/state.ts';
import type { DeskTools } from './resources.ts';

/** What one press of a button does to a chat, without a dialog: why it was refused is told as a notice. */
export class AtOnce {
  private readonly tools: DeskTools;
  private readonly api: DeskApi;

  constructor(tools: DeskTools) {
    this.tools = tools;
    this.api = tools.api;
  }

  /** @returns true once the chat is this agent's */
  async accept(id: string): Promise<boolean> {
    await this.move(`accept ${id}`, () => this.api.accept({ id }));
    return this.state.chats[id]?.status === 'assigned';
  }

  /** @returns true once the agent is in the chat */
  async answerInvite(id: string, accept: boolean): Promise<boolean> {
    await this.move(`invitation ${id}`, () => this.api.answerInvite({ id, body: { accept } }));
    const chat = this.state.chats[id];
    return chat !== undefined && isIn(this.state, chat);
  }

  leave(id: string): Promise<void> {
    return this.move(`leave ${id}`, () => this.api.leave({ id }));
  }

  release(id: string): Promise<void> {
    return this.move(`release ${id}`, () => this.api.release({ id }));
  }

  /** The chat goes on with a ticket of an earlier one. */
  goOnWith(id: string, { type, displayId }: Pick<EarlierTicket, 'type' | 'displayId'>): Promise<void> {
    return this.tools.run(`reopen ${displayId} ${id}`, async () => {
      await this.api.createTicket({ id, body: { type, reopen: displayId } });
      this.tools.read(id);
    });
  }

  retryTicket(id: string, n: number): Promise<void> {
    return this.tools.run(`retry ${n} ${id}`, async () => {
      await this.api.retryTicket({ id, n });
      this.tools.read(id);
    });
  }

  private get state() {
    return this.tools.store.state;
  }

  private move(what: string, call: () => Promise<{ chat: Chat }>): Promise<void> {
    return this.tools.run(what, async () => {
      const { chat } = await call();
      this.tools.store.dispatch({ type: 'chat', chat });
      this.tools.refresh(chat.id);
    });
  }
}
