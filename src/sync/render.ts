import { Liquid } from 'liquidjs';
import { z } from 'zod';
import type { Chat } from '../chat/chat.ts';
import type { Transcript } from '../chat/transcript.ts';
import { transcriptText } from '../chat/transcript.ts';
import type { ItsmPerson } from './ports.ts';

/** What a mapping's templates see. */
export interface RenderContext {
  readonly chat: Pick<Chat, 'id' | 'queue' | 'company' | 'subject' | 'source'> & { readonly topic: string };
  readonly user: {
    readonly name: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly email: string;
    readonly verified: boolean;
  };
  /** The chat's owner, under the ITSM's name and login where he is linked to a person there. */
  readonly agent: { readonly name: string; readonly itsmName: string; readonly itsmLogin: string };
  /** The person in the ITSM for whom the ticket is opened. */
  readonly customer: Readonly<Record<string, string>>;
  /** Says so where the customer is the default one. */
  readonly customerNote: string;
  /** One line for the ticket's title. */
  readonly summary: string;
  readonly transcript: string;
  /** What the agent wrote when ending; may be empty. */
  readonly resolution: string;
}

/** Whom a connector's settings name where nobody in the ITSM is matched. */
const Defaults = z.object({
  defaultCustomer: z.record(z.string(), z.string()).default({}),
  defaultAssignee: z.object({ name: z.string(), login: z.string() }).default({ name: '', login: '' }),
});

const engine = new Liquid({
  // A template that names something unknown is a mistake of the mapping, and says so.
  strictFilters: true,
  ownPropertyOnly: true,
  // A template can loop over a transcript; it must not loop for ever.
  renderLimit: 1_000,
  parseLimit: 100_000,
});

export function contextOf(
  chat: Chat,
  transcript: Transcript,
  person: ItsmPerson | undefined,
  settings: Readonly<Record<string, unknown>>,
): RenderContext {
  const { defaultCustomer, defaultAssignee } = Defaults.parse(settings);
  const assignee = person ?? defaultAssignee;
  const [firstName = '', ...rest] = chat.user.name.split(/\s+/);
  const owner = chat.owner ?? chat.abandoning?.by;
  return {
    chat: {
      id: chat.id,
      queue: chat.queue,
      company: chat.company,
      subject: chat.subject,
      source: chat.source,
      topic: chat.topic ?? '',
    },
    user: {
      name: chat.user.name,
      firstName,
      lastName: rest.join(' '),
      email: chat.user.email ?? '',
      verified: chat.user.verified,
    },
    agent: {
      name: owner?.screenName ?? '',
      itsmName: assignee.name,
      itsmLogin: assignee.login,
    },
    customer: defaultCustomer,
    customerNote: `${chat.user.name} is not matched to a person in this ITSM; the ticket is the default customer's.`,
    summary: chat.subject.replace(/\s+/g, ' ').trim() || `Live chat with ${chat.user.name}`,
    transcript: transcriptText(transcript),
    resolution: chat.resolution?.trim() ?? '',
  };
}

/** Fields of a mapping, filled in and cut to their limits; a field that comes out empty is left out. */
export function renderFields(
  templates: Readonly<Record<string, string>>,
  limits: Readonly<Record<string, number>>,
  context: RenderContext,
): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [field, template] of Object.entries(templates)) {
    const text = String(engine.parseAndRenderSync(template, context)).trim();
    if (text !== '') fields[field] = cut(text, limits[field] ?? Number.POSITIVE_INFINITY);
  }
  return fields;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** At most `limit` characters, never half a grapheme, with a mark where something is missing. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const room = limit - 1;
  let kept = '';
  for (const { segment } of graphemes.segment(text.slice(0, room + 64))) {
    if (kept.length + segment.length > room) break;
    kept += segment;
  }
  return `${kept}…`;
}
