import type { LitElement, ReactiveController } from 'lit';

/** Takes files that are dropped anywhere on the chat of a composer. */
export class FileDrop implements ReactiveController {
  /** Files are being dragged over the chat. */
  over = false;
  private readonly host: LitElement;
  private readonly take: (files: readonly File[]) => void;
  private readonly mayTake: () => boolean;
  private zone: Element | undefined;
  private readonly listener = (event: Event) => this.onDrag(event as DragEvent);

  constructor(host: LitElement, mayTake: () => boolean, take: (files: readonly File[]) => void) {
    this.host = host;
    this.mayTake = mayTake;
    this.take = take;
    host.addController(this);
  }

  hostConnected(): void {
    const root = this.host.getRootNode();
    this.zone = root instanceof ShadowRoot ? root.host : this.host;
    for (const event of EVENTS) this.zone.addEventListener(event, this.listener);
  }

  hostDisconnected(): void {
    for (const event of EVENTS) this.zone?.removeEventListener(event, this.listener);
    this.over = false;
  }

  private onDrag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    // Without this the browser would leave the console and open the file.
    event.preventDefault();
    const may = this.mayTake();
    event.dataTransfer.dropEffect = may ? 'copy' : 'none';
    if (event.type === 'drop' && may) this.take([...event.dataTransfer.files]);
    const inside = event.relatedTarget instanceof Node && this.zone?.contains(event.relatedTarget);
    const over = may && (event.type === 'dragover' || (event.type === 'dragleave' && inside === true));
    if (over === this.over) return;
    this.over = over;
    this.host.requestUpdate();
  }
}

const EVENTS = ['dragover', 'dragleave', 'drop'] as const;
