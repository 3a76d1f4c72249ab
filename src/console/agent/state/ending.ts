import type { z } from 'zod';
import type * as itsm from '../../../api/itsm-views.ts';

type Row = z.infer<typeof itsm.EndForm>['tickets'][number];
/** One field as the ITSM asks for it. */
export type FormField = Row['fields'][number];
/** What an ending would do to one ticket. */
export type EndRow = Omit<Row, 'fields'> & { readonly fields: readonly FormField[] };
export type Template = z.infer<typeof itsm.TemplateList>['templates'][number];
export type Values = Readonly<Record<string, string>>;

/** A ticket that an agent asks for. */
export interface NewTicket {
  readonly type: string;
  readonly templateId?: string;
  readonly fields?: Values;
  /** Beside one that the chat has already. */
  readonly another?: true;
  /** In place of a new one: the number of a ticket of an earlier chat. */
  readonly reopen?: string;
}

/** How a chat is to end: which tickets are resolved, and with what. */
export interface EndWish {
  readonly tickets?: readonly {
    readonly ticket: number;
    readonly resolve: boolean;
    readonly fields?: Values;
  }[];
  readonly resolution?: string;
}

/** What the chat created is resolved unless the agent says no; what was there before only if they say so. */
export const isTicked = (
  { n, created, resolve }: EndRow,
  choice: Readonly<Record<number, boolean>>,
): boolean => resolve !== undefined && (choice[n] ?? created);

/** `Resolved / No Further Action Required`; a status without a reason stands alone. */
export const statusPair = ({ status, statusReason }: { status: string; statusReason?: string }): string =>
  statusReason ? `${status} / ${statusReason}` : status;

/** Names of required fields that nobody has filled in. */
export const blankFields = (fields: readonly FormField[], values: Values): readonly string[] =>
  fields.filter(({ name, required }) => required && !values[name]?.trim()).map(({ name }) => name);

/** What the ITSM suggests stands in the form until the agent changes it. */
export const firstValues = (fields: readonly FormField[], held: Values = {}): Values => ({
  ...Object.fromEntries(fields.map(({ name, value }) => [name, value ?? ''])),
  ...held,
});

/** The filled-in values of these fields. */
export const filledIn = (fields: readonly FormField[], values: Values): Values =>
  Object.fromEntries(
    fields.map(({ name }) => [name, values[name]?.trim() ?? '']).filter(([, value]) => value !== ''),
  );

/** Fields that were asked for before and those asked for now, each once. */
export const mergeFields = (
  before: readonly FormField[],
  now: readonly FormField[],
): readonly FormField[] => {
  const known = new Set(before.map(({ name }) => name));
  return [...before, ...now.filter(({ name }) => !known.has(name))];
};
