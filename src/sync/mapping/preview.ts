import type { Chat } from '../../chat/chat.ts';
import type { Ending } from '../../chat/ending.ts';
import type { Entry } from '../../chat/entry.ts';
import { publicTranscript } from '../../chat/transcript.ts';
import type { TicketChange, TicketEntry } from '../../connector/connector.ts';
import type { ConnectorInstance, ItsmPerson } from '../ports.ts';
import { contextOf, renderFields } from '../render.ts';
import { endedAs } from './sample-chat.ts';
import { workInfoOf } from './work-info.ts';

/** A chat to try a mapping on. */
export interface Trial {
  readonly chat: Chat;
  readonly log: readonly Entry[];
  /** Its agent, as the ITSM knows him. */
  readonly person: ItsmPerson | undefined;
}

/** What one ticket type would get of a chat. */
export interface TypePreview {
  readonly type: string;
  readonly open: Readonly<Record<string, string>>;
  readonly workInfo: TicketEntry;
  /** An ending that is not here leaves the status of the ticket alone. */
  readonly endings: ReadonlyMap<Ending, TicketChange>;
}

export const ENDINGS: readonly Ending[] = [
  'resolved',
  'abandoned',
  'abandoned-by-user',
  'cancelled-while-waiting',
];

/** Fills in every template as opening, appending and ending would. */
export function previewMapping(
  { mapping, settings }: Pick<ConnectorInstance, 'mapping' | 'settings'>,
  { chat, log, person }: Trial,
): readonly TypePreview[] {
  const contextAt = (now: Chat) => contextOf(now, publicTranscript(now, log), person, settings);
  return Object.entries(mapping).map(([type, { open, limits, endings, workInfo }]) => ({
    type,
    open: renderFields(open, limits, contextAt(chat)),
    workInfo: workInfoOf(workInfo, contextAt(endedAs(chat, 'resolved'))),
    endings: new Map(
      ENDINGS.flatMap((ending) => {
        const target = endings[ending];
        if (target === undefined) return [];
        const { status, statusReason, fields = {} } = target;
        const context = contextAt(endedAs(chat, ending));
        return [[ending, { status, statusReason, fields: renderFields(fields, limits, context) }] as const];
      }),
    ),
  }));
}
