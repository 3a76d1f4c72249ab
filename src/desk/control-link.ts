import { Liquid } from 'liquidjs';
import type { Chat } from '../chat/chat.ts';
import type { Asset } from '../connector/lookup.ts';

// Whatever users call themselves, it stays one value of the link.
const engine = new Liquid({
  ownPropertyOnly: true,
  outputEscape: (value) => encodeURIComponent(String(value ?? '').toWellFormed()),
});

/** The link for this user and device; its template was checked when the settings were read. */
export function controlLink(template: string, { id, name, email = '' }: Chat['user'], asset?: Asset): string {
  const device = asset ?? { id: '', name: '', kind: '' };
  return new URL(engine.parseAndRenderSync(template, { user: { id, name, email }, asset: device })).href;
}
