import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What has a place where the work goes on. */
export interface FocusHost extends ReactiveControllerHost {
  focusWork(): Promise<void>;
}

/**
 * Moves the focus on where what had it is gone: a chat that was handed on takes its buttons along, and without this
 * the keyboard would start again at the top of the page. Whoever clicks beside everything has let go of it himself.
 */
export class KeepFocus implements ReactiveController {
  private readonly host: FocusHost;
  private held = false;
  private readonly look = () => {
    this.held = hasFocus();
  };
  private readonly soon = () => setTimeout(() => this.held && !hasFocus() && this.host.focusWork());
  private readonly pressed = () => setTimeout(this.look);

  constructor(host: FocusHost) {
    this.host = host;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('focusin', this.look);
    window.addEventListener('focusout', this.soon);
    window.addEventListener('pointerdown', this.pressed);
  }

  hostDisconnected(): void {
    window.removeEventListener('focusin', this.look);
    window.removeEventListener('focusout', this.soon);
    window.removeEventListener('pointerdown', this.pressed);
  }

  hostUpdated(): void {
    this.soon();
  }
}

const hasFocus = (): boolean => document.activeElement !== document.body;
