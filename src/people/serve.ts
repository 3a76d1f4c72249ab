import type { z } from 'zod';
import type { Bond, InPath, Operation, Unchanging, Who } from '../api/operations/operation.ts';
import type { Chat, Owner } from '../chat/chat.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { withPatience } from '../shared/patience.ts';
import type { Once } from '../store/store.ts';
import { type Caller, type Callers, chatFor } from './caller.ts';
import { isFor } from './policy.ts';
import type { PeoplePorts } from './ports.ts';
import { onceOf } from './refusals.ts';

/** A request of one operation: what the caller sent is well-formed; they are known and allowed, and its chat is found. */
export type Call<O extends Operation> = Sent<O> & (O['who'] extends 'anyone' ? unknown : SignedIn<O>);

interface Sent<O extends Operation> {
  readonly request: Incoming;
  readonly params: Readonly<Record<InPath<O['path']>, string>>;
  readonly query: Output<O['query']>;
  readonly body: Output<O['body']>;
}

interface SignedIn<O extends Operation> {
  readonly caller: Caller;
  /** The caller as the author of what they do. */
  readonly by: () => Promise<Owner>;
  /** Of a POST that names a key. */
  readonly once: Once | undefined;
  readonly chat: O extends { readonly unread: true }
    ? undefined
    : O extends { chat: Bond }
      ? Chat
      : undefined;
  /** A chat as it is now. @throws Problem 404 where there is none, or none for this caller */
  readonly find: (chat: string) => Promise<Chat>;
}

type Output<T> = T extends z.ZodType ? z.output<T> : undefined;

/** An answer that is not the row's JSON: another body, or headers beside it. */
export class AsItIs {
  readonly answer: Answer;
  constructor(answer: Answer) {
    this.answer = answer;
  }
}

/** The body of an answer as its row has it; of one without a body nothing. */
type Given<O extends Operation> = O['answer'] extends z.ZodType
  ? AsItIs | Unchanging<z.input<O['answer']>> | Promise<AsItIs | Unchanging<z.input<O['answer']>>>
  : Promise<AsItIs> | Promise<void>;

/** One handler for each row, under its name; it gives the answer's body. */
export type Handlers<Os extends Readonly<Record<string, Operation>>> = {
  readonly [K in keyof Os]: (call: Call<Os[K]>) => Given<Os[K]>;
};

/**
 * The one way of a request. Checks come in the promised order: 401 not signed in, 400 malformed, 404 no such chat for
 * this caller, 403 not for this caller; what the chat's rules decide (who owns it, who has joined it) they decide in the
 * commit. What a handler asks other systems it asks within the patience of whoever waits for the answer.
 */
export function serve<const Os extends Readonly<Record<string, Operation>>>(
  ports: PeoplePorts,
  callers: Callers,
  operations: Os,
  handlers: Handlers<NoInfer<Os>>,
): readonly Route[] {
  return Object.entries<Operation>(operations).map(([name, operation]) => {
    const { method, path, who, bytes } = operation;
    const handler = handlers[name] as (call: unknown) => unknown;
    return {
      method: method.toUpperCase() as Route['method'],
      path: path.replace(/\{(\w+)\}/g, ':$1'),
      ...(bytes && { rawUpTo: () => ports.settings.current().files.maxBytes }),
      async handle(request): Promise<Answer> {
        const caller = who === 'anyone' ? undefined : await callers.of(request);
        const given = inputs(operation, request);
        if (caller === undefined) return answer(operation, await handler({ request, ...given }));
        const once = method === 'post' ? onceOf(request, caller.account.id) : undefined;
        const find = (chat: string) => chatFor(ports, caller, chat);
        const audience = who as Exclude<Who, 'anyone'>;
        const isMeant = isFor(audience, caller.account);
        const reads = operation.chat !== undefined && !(operation.unread && isMeant);
        const chat = reads ? await find(request.params.id ?? '') : undefined;
        if (!isMeant) throw new Problem(403, 'not-allowed', NOT_FOR_YOU[audience]);
        const call = { request, caller, ...given, once, chat, find, by: () => callers.owner(caller) };
        return withPatience(async () => answer(operation, await handler(call)));
      },
    };
  });
}

const answer = ({ status }: Operation, body: unknown): Answer =>
  body instanceof AsItIs ? body.answer : { status, ...(body !== undefined && { body }) };

function inputs({ params, query, body }: Operation, request: Incoming) {
  return {
    params: params === undefined ? request.params : input(params, request.params),
    query: query && input(query, request.query),
    body: body && input(body, request.body ?? {}),
  };
}

/** @throws Problem 400 that names the first member that is wrong */
function input<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Of several forms that a body may have, the first is what most callers mean.
  const issues = parsed.error.issues.flatMap((issue) =>
    issue.code === 'invalid_union' ? (issue.errors[0] ?? issue) : issue,
  );
  const [first] = issues;
  throw new Problem(400, 'malformed', `${first?.path.join('.') || 'The body'}: ${first?.message}.`, {
    issues: issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}

const NOT_FOR_YOU = {
  user: 'This is for the user of the conversation.',
  'signed-in': 'Sign in first.',
  staff: 'This is for agents, supervisors and admins. Ask an admin for one of these roles.',
  agent: 'This is for agents. Ask an admin for the role agent.',
  supervisor: 'This is for supervisors and admins. Ask one of them.',
  admin: 'This is for admins. Ask one of them.',
} as const;
