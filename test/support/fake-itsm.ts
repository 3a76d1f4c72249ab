import type { z } from 'zod';
import type { EndForm, TemplateList } from '../../src/api/itsm-views.ts';
import type { ChatView } from '../../src/api/views.ts';

type EndRow = z.infer<typeof EndForm>['tickets'][number];
type FormField = EndRow['fields'][number];

const RESOLVED = {
  incident: { status: 'Resolved', statusReason: 'No Further Action Required' },
  'work-order': { status: 'Completed', statusReason: 'Successful' },
} as const;
const CANCELLED = {
  incident: { status: 'Cancelled', statusReason: 'No longer a Causal CI' },
  'work-order': { status: 'Cancelled', statusReason: 'Cancelled by Support' },
} as const;

/** What an ITSM knows and demands, for a test to set. */
export class FakeItsm {
  templates: z.infer<typeof TemplateList>['templates'] = [];
  /** Required fields of a new ticket, by template id or, without one, by type. */
  readonly demandedOnCreate = new Map<string, readonly FormField[]>();
  /** Required fields that the end form names, by the ticket's number in the chat. */
  readonly demandedOnResolve = new Map<number, readonly FormField[]>();
  /** Required fields that only the end itself brings to light. */
  readonly demandedAtTheEnd = new Map<number, readonly FormField[]>();
  /** Why tickets cannot be resolved. */
  readonly unresolvable = new Map<number, string>();

  find(type: string, text: string): FakeItsm['templates'] {
    const words = text.toLowerCase().split(/\s+/);
    return this.templates.filter(
      (one) =>
        one.type === type &&
        words.every((word) => `${one.title} ${one.description}`.toLowerCase().includes(word)),
    );
  }

  blankOnCreate(body: Record<string, unknown>): readonly FormField[] {
    return blank(this.demandedOnCreate.get(String(body.templateId ?? body.type)), body.fields);
  }

  /** The first ticket that is to be resolved and lacks something. */
  blankOnEnd(body: Record<string, unknown>): { ticket: number; fields: readonly FormField[] } | undefined {
    for (const { ticket, fields } of wished(body)) {
      const demanded = [
        ...(this.demandedOnResolve.get(ticket) ?? []),
        ...(this.demandedAtTheEnd.get(ticket) ?? []),
      ];
      const left = blank(demanded, fields);
      if (left.length > 0) return { ticket, fields: left };
    }
    return undefined;
  }

  endForm(chat: ChatView): EndRow[] {
    return chat.tickets.flatMap(({ n, displayId, kind, created }) => {
      if (displayId === undefined) return [];
      const why = this.unresolvable.get(n);
      const as = kind === 'work-order' ? kind : 'incident';
      return [
        {
          n,
          displayId,
          kind,
          created,
          ...(why === undefined ? { resolve: RESOLVED[as] } : { why }),
          ...(created && { cancel: CANCELLED[as] }),
          fields: [...(this.demandedOnResolve.get(n) ?? [])],
        },
      ];
    });
  }
}

/** The tickets that an end wishes resolved. */
export const wished = (body: Record<string, unknown>) =>
  ((body.tickets ?? []) as { ticket: number; resolve: boolean; fields?: object }[]).filter(
    ({ resolve }) => resolve,
  );

const blank = (demanded: readonly FormField[] = [], given: unknown = {}): readonly FormField[] =>
  demanded.filter(({ name, required }) => required && !(given as Record<string, string>)[name]);
