import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { waited } from '../state/time.ts';
import { inactiveSince } from '../state/waiting.ts';
import { DeskElement } from './desk-element.ts';
import { Ticking } from './ticking.ts';

/** Says that the user of this chat has waited for an answer for long. */
export class InactiveBanner extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    chatId: { attribute: false },
  };
  static override styles = [
    shared,
    css`
      .banner {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 10px 20px;
        background: var(--db-warn-soft);
        color: var(--db-warn);
        border-bottom: 1px solid color-mix(in oklab, var(--db-warn) 30%, transparent);
        font-weight: 600;
      }
    `,
  ];

  declare chatId: string;

  constructor() {
    super();
    new Ticking(this);
  }

  protected override concerns(): boolean {
    return false;
  }

  override render() {
    const chat = this.state.chats[this.chatId];
    const now = Date.now();
    const since = chat && inactiveSince(this.state, chat, now);
    if (chat === undefined || since === undefined) return nothing;
    return html`<div class="banner" data-testid="inactive">
      ${icon('clock')}<span><span class="sr" role="status">The user waits for your answer.</span><span><bdi>${chat.user.name}</bdi> has waited for your answer for ${waited(since, now)}.</span></span>
    </div>`;
  }
}

customElements.define('db-inactive-banner', InactiveBanner);
