import type { Feed } from '../state/state.ts';
import { backoff } from './backoff.ts';
import { Refusal } from './refusal.ts';

export interface FeedTools {
  /** A single-use ticket for one connection. */
  ticket(): Promise<{ ticket: string }>;
  open(ticket: string): WebSocket;
  onFrame(frame: Feed): void;
  /** The feed has begun anew, on another Redis or after a loss: what was heard before may be undone. */
  onAnew(): void;
  onLink(link: 'live' | 'reconnecting'): void;
}

const eraOf = (cursor: string): string => cursor.slice(0, cursor.indexOf(':'));

/** Follows the feed for as long as the agent is signed in, and comes back after every break where it left off. */
export class FeedLine {
  private readonly tools: FeedTools;
  private cursor: string | undefined;
  private attempt = 0;
  private socket: WebSocket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(tools: FeedTools) {
    this.tools = tools;
  }

  async connect(): Promise<void> {
    try {
      const { ticket } = await this.tools.ticket();
      if (!this.stopped) this.attach(this.tools.open(ticket));
    } catch (error) {
      // A lost session ends the line; the client has already said so.
      if (!(error instanceof Refusal && error.status === 401)) this.later();
    }
  }

  /** Tries at once, e.g. because the machine is online again or the window is looked at. */
  hurry(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    void this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private attach(socket: WebSocket): void {
    this.socket = socket;
    socket.onopen = () =>
      socket.send(JSON.stringify(this.cursor === undefined ? {} : { cursor: this.cursor }));
    socket.onmessage = (message: { data: unknown }) => {
      const frame = JSON.parse(String(message.data)) as Feed;
      if (frame.kind === 'typing') return this.tools.onFrame(frame);
      const isAnew = this.cursor !== undefined && eraOf(this.cursor) !== eraOf(frame.cursor);
      this.cursor = frame.cursor;
      if (isAnew) this.tools.onAnew();
      if (frame.kind === 'ready' || frame.kind === 'resync') {
        this.attempt = 0;
        this.tools.onLink('live');
      }
      this.tools.onFrame(frame);
    };
    socket.onclose = () => this.later();
  }

  private later(): void {
    if (this.stopped || this.timer !== undefined) return;
    this.tools.onLink('reconnecting');
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        void this.connect();
      },
      backoff(this.attempt++, Math.random()),
    );
  }
}
