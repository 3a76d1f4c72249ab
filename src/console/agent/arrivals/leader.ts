/**
 * Of all windows of one agent in this browser one makes the noise, and none while another is before the agent's
 * eyes. Locks of the browser decide: one that is closed or crashes lets go of its own. Where there are none
 * (a page without TLS) each window speaks for itself.
 */
export class Leader {
  leads = false;
  private readonly prefix: string;
  private readonly own = crypto.randomUUID();
  private readonly ended = new AbortController();
  private releaseVisible: (() => void) | undefined;

  constructor(agent: string) {
    this.prefix = `deskbridge.visible.${agent}.`;
    if (!('locks' in navigator)) {
      this.leads = true;
      return;
    }
    const { signal } = this.ended;
    const lead = () => {
      this.leads = true;
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    };
    navigator.locks.request(`deskbridge.leader.${agent}`, { signal }, lead).catch(() => {});
  }

  /** Tells the other windows whether this one is before the agent's eyes. */
  setVisible(visible: boolean): void {
    this.releaseVisible?.();
    this.releaseVisible = undefined;
    if (!visible || !('locks' in navigator)) return;
    const seen = new Promise<void>((resolve) => {
      this.releaseVisible = resolve;
    });
    navigator.locks.request(this.prefix + this.own, () => seen).catch(() => {});
  }

  /** Whether another window of the agent is before their eyes. */
  async seenElsewhere(): Promise<boolean> {
    if (!('locks' in navigator)) return false;
    const { held = [] } = await navigator.locks.query();
    return held.some(({ name = '' }) => name.startsWith(this.prefix) && !name.endsWith(this.own));
  }

  stop(): void {
    this.leads = false;
    this.setVisible(false);
    this.ended.abort();
  }
}
