import { z } from 'zod';
import type { Chat } from '../chat/chat.ts';
import { cutTo } from '../chat/cut.ts';
import type { Transcript } from '../chat/transcript.ts';
import { transcriptText } from '../chat/transcript.ts';
import { type FieldLimit, limitOf } from '../connector/mapping.ts';
import { storable } from '../connector/storable.ts';
import { type ContextTree, contextTree } from './context-tree.ts';
import { render } from './mapping/templates.ts';
import type { CustomerMatch } from './match-customer.ts';
import type { ItsmPerson } from './ports.ts';

/** What a mapping's templates see. */
export interface RenderContext {
  readonly chat: Pick<Chat, 'id' | 'queue' | 'company' | 'subject' | 'source'> & {
    readonly topic: string;
    /** What the virtual agent sent along: `chat.context.device.id`. */
    readonly context: ContextTree;
  };
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
  readonly customer: Readonly<Record<string, string | boolean>>;
  /** Says so, and why, where the customer is the default one. */
  readonly customerNote: string;
  /** One line for the ticket's title. */
  readonly summary: string;
  readonly transcript: string;
  /** What the agent wrote when ending; may be empty. */
  readonly resolution: string;
  /** How the chat ended and by whom: `resolved (Alice via Deskbridge)`; `open` before that. */
  readonly ending: string;
}

/** Whom a connector's settings name where nobody in the ITSM is matched. */
const Defaults = z.object({
  defaultCustomer: z.record(z.string(), z.string()).default({}),
  defaultAssignee: z.object({ name: z.string(), login: z.string() }).default({ name: '', login: '' }),
});

export function contextOf(
  chat: Chat,
  transcript: Transcript,
  person: ItsmPerson | undefined,
  settings: Readonly<Record<string, unknown>>,
  match: CustomerMatch = { why: 'nobody was looked up' },
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
      context: contextTree(chat.context),
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
    ...('customer' in match
      ? { customer: { ...match.customer }, customerNote: '' }
      : { customer: defaultCustomer, customerNote: noteOf(chat, match.why) }),
    summary: storable(chat.subject).replace(/\s+/g, ' ').trim() || `Live chat with ${chat.user.name}`,
    transcript: transcriptText(transcript),
    resolution: chat.resolution?.trim() ?? '',
    ending: howItEnded(chat, person),
  };
}

const noteOf = ({ user }: Chat, why: string): string =>
  `${user.name} is not matched to a person in this ITSM (${why}); the ticket is the default customer's.`;

function howItEnded(chat: Chat, person: ItsmPerson | undefined): string {
  const by = chat.owner ?? chat.abandoning?.by;
  const how = chat.abandoning === undefined ? (chat.disposition ?? 'open') : 'abandoned';
  const user = chat.cancelledByUser ? ', cancelled by the user' : '';
  return `${how}${user}${by === undefined ? '' : ` (${person?.name ?? by.screenName} via Deskbridge)`}`;
}

/** Fields of a mapping, filled in and cut to their limits; a field that comes out empty is left out. */
export function renderFields(
  templates: Readonly<Record<string, string>>,
  limits: Readonly<Record<string, FieldLimit>>,
  context: RenderContext,
): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [field, template] of Object.entries(templates)) {
    // Before the cut: what a database leaves out could else join what was cut apart.
    const text = storable(render(template, context)).trim();
    if (text !== '') fields[field] = text;
  }
  return cutFields(fields, limits);
}

/** Each field cut to its limit, where it has one. */
export const cutFields = (
  fields: Readonly<Record<string, string>>,
  limits: Readonly<Record<string, FieldLimit>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([field, text]) => {
      const limit = limits[field];
      return [field, limit === undefined ? text : cutTo(text, limitOf(limit))];
    }),
  );
