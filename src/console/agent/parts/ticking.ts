import type { ReactiveController, ReactiveControllerHost } from 'lit';

const listeners = new Set<() => void>();

setInterval(() => {
  for (const listener of listeners) listener();
}, 1000);

/** Draws its host again every second, all hosts in the same beat. */
export class Ticking implements ReactiveController {
  private readonly tick: () => void;

  constructor(host: ReactiveControllerHost) {
    this.tick = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected(): void {
    listeners.add(this.tick);
  }

  hostDisconnected(): void {
    listeners.delete(this.tick);
  }
}
