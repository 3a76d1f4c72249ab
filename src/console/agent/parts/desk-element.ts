import { LitElement, type PropertyDeclarations } from 'lit';
import type { Desk } from '../desk/desk.ts';
import type { State } from '../state/state.ts';

/** A part of the console: knows the desk and draws itself again when its state changes. */
export class DeskElement extends LitElement {
  static override properties: PropertyDeclarations = { desk: { attribute: false } };

  declare desk: Desk;
  private unsubscribe: (() => void) | undefined;

  get state(): State {
    return this.desk.state;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.unsubscribe = this.desk.store.subscribe((state, before) => {
      if (this.concerns(state, before)) this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    this.unsubscribe?.();
    super.disconnectedCallback();
  }

  /** Whether this change can be seen here; a part that draws little of the state narrows it. */
  protected concerns(_state: State, _before: State): boolean {
    return true;
  }
}
