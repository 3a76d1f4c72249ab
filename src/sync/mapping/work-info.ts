import type { TicketEntry } from '../../connector/connector.ts';
import type { WorkInfoMapping } from '../../connector/mapping.ts';
import type { RenderContext } from '../render.ts';
import { render } from './templates.ts';

const USUAL: WorkInfoMapping = {
  summary: 'Live chat: {{ ending }}',
  text: '{{ transcript }}\n\nThe live chat ended: {{ ending }}.',
  visibility: 'internal',
};

/** The entry that a chat leaves in its ticket at the end; `context.transcript` is what was said since the ticket was asked for. */
export function workInfoOf(
  workInfo: Partial<WorkInfoMapping> | undefined,
  context: RenderContext,
): TicketEntry {
  const { summary, text, visibility, type } = { ...USUAL, ...workInfo };
  return {
    summary: render(summary, context),
    text: render(text, context),
    visibility,
    ...(type !== undefined && { type }),
  };
}
