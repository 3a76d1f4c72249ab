import type { ChatView } from '../../../../src/api/views.ts';
import { leftAt, type Tale, wishesTo } from './tales.ts';
import type { Check, Violation } from './violation.ts';

/** I6: every story came to its end, its chat is where it should be, and nothing waits for anybody. */
export const stuck: Check = ({ final }, tales) => {
  const left = (name: string, found: readonly string[]): readonly Violation[] =>
    found.length === 0
      ? []
      : [{ invariant: 'I6', what: `${found.length} ${name} left over: ${found.slice(0, 3).join(', ')}` }];
  const open = final.chats.filter(({ chat }) => chat.status !== 'closed').map(({ chat }) => chat.id);
  const deadlines = final.store.deadlines.map((row) => row.split('|'));
  const timed = new Set(deadlines.map(([id]) => id));
  return [
    ...left('lanes with work', final.store.lanes),
    ...left('unconfirmed writes to tickets', final.store.unfinished),
    ...left('tickets that are being created', final.store.creating),
    ...left('tickets that need a hand', final.store.needsHand),
    ...left(
      'deadlines of chats that are not open',
      // A line that did not reach its user in time is looked after past the chat's end.
      deadlines.flatMap(([id = '', kind]) => (kind === 'undelivered' || open.includes(id) ? [] : [id])),
    ),
    ...left(
      'open chats without a deadline',
      open.filter((id) => !timed.has(id)),
    ),
    ...tales.flatMap((tale) => [...ofTale(tale)]),
  ];
};

function* ofTale(tale: Tale): Generator<Violation> {
  const { key: story, goal, chats, ended, gaveUp } = tale;
  if (!ended) yield { invariant: 'I6', story, what: 'nobody has heard the end of it' };
  if (gaveUp !== undefined) yield { invariant: 'I6', story, what: `it could not go on: ${gaveUp}` };
  for (const { chat } of chats) {
    const wrong = (what: string): Violation => ({ invariant: 'I6', story, chat: chat.id, what });
    const wanted = { waiting: 'queued', talking: 'assigned', left: 'closed', closed: 'closed' }[goal];
    if (chat.status !== wanted && gaveUp === undefined)
      yield wrong(`it is ${chat.status} and should be ${wanted}`);
    if (chat.status !== 'closed' && (chat.status === 'assigned') !== (chat.agent !== undefined))
      yield wrong(`it is ${chat.status}, of ${chat.agent?.id ?? 'nobody'}`);
    const how = dispositionsOf(tale, chat);
    if (chat.status === 'closed' && !how.has(chat.disposition ?? ''))
      yield wrong(
        `it closed as ${chat.disposition} and should have as ${[...how].join(' or ') || 'nothing: nobody closed it'}`,
      );
    const cancel = wishesTo(tale, 'cancel').find(({ result }) => result === 'ok');
    if (cancel !== undefined && !chat.cancelledByUser && cancel.knownAt < leftAt(tale))
      yield { ...wrong('its user’s leaving was acknowledged and is not known'), invariant: 'I1' };
  }
}

/** What the people’s wishes may have made of it; one that was acknowledged leaves no choice. */
function dispositionsOf(tale: Tale, { cancelledByUser }: ChatView): ReadonlySet<string> {
  const all = wishesTo(tale, 'end', 'abandon', 'cancel').filter(({ result }) => result !== 'fail');
  const sure = all.filter(({ op, result }) => op !== 'cancel' && result === 'ok');
  const how = (sure.length > 0 ? sure : all).map(({ op, resolve }) => {
    if (op === 'abandon') return 'abandoned';
    if (op === 'end') return resolve ? 'resolved' : cancelledByUser ? 'cancelled' : 'unresolved';
    return 'cancelled';
  });
  return new Set(how);
}
