import { html, nothing } from 'lit';
import { icon } from '../../look/icons.ts';
import { slaOf } from '../state/sla.ts';
import type { Chat } from '../state/state.ts';
import { fullTime } from '../state/time.ts';

const CLASS = { good: 'ok', warned: 'warn', breached: 'bad' } as const;

/** How long a waiting chat has until its target, or since when that is missed. Whoever shows it draws it again each second. */
export function slaMark(chat: Chat, now: number) {
  const target = slaOf(chat, now);
  if (target === undefined || chat.slaAt === undefined) return nothing;
  return html`<span class="mark sla ${CLASS[target.state]}" data-testid="sla" title=${`To be accepted by ${fullTime(chat.slaAt)}`}>${icon('clock')}${target.words}</span>`;
}
