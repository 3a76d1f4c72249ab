import type { Check, Violation } from './violation.ts';

/** I7: what is kept beside the chats says what they say. */
export const lists: Check = ({ final }) => {
  const chats = final.chats.map(({ chat }) => chat);
  const ids = (wanted: (chat: (typeof chats)[number]) => boolean) =>
    chats
      .filter(wanted)
      .map(({ id }) => id)
      .toSorted();
  const queued = ids(({ status }) => status === 'queued');
  const open = ids(({ status }) => status !== 'closed');
  const differs = (what: string, found: unknown, wanted: unknown): readonly Violation[] => {
    const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
    return a === b ? [] : [{ invariant: 'I7', what: `${what}: ${a} instead of ${b}` }];
  };
  return [
    ...final.lists.flatMap(({ agent, counts, queue, mine, transferred, all }) => {
      const its = ids(({ status, agent: owner }) => status === 'assigned' && owner?.id === agent);
      const offered = ids(({ transferTo }) => transferTo?.id === agent);
      return [
        ...differs(`${agent}’s queue`, queue.toSorted(), queued),
        ...differs(`${agent}’s chats`, mine.toSorted(), its),
        ...differs(`what is offered to ${agent}`, transferred.toSorted(), offered),
        ...differs(`all that ${agent} sees`, all.toSorted(), open),
        ...differs(
          `${agent}’s counts`,
          inOrder(counts),
          inOrder({
            queue: queued.length,
            invites: 0,
            mine: its.length,
            transferred: offered.length,
          }),
        ),
      ];
    }),
    ...differs('the figures', final.figures, {
      open: open.length,
      assigned: chats.filter(({ status }) => status === 'assigned').length,
      queued: queued.length,
    }),
    ...final.jobs.flatMap(({ queue, waiting, failed, unheld }) => [
      ...differs(`jobs that wait in ${queue}`, waiting, 0),
      ...differs(`active jobs of ${queue} that nobody holds`, unheld, []),
      // Upkeep is tried once a turn: one that failed is explained by a later turn of the same name.
      ...failed
        .filter(({ doneSince }) => !doneSince)
        .map(
          ({ name, reason }): Violation => ({
            invariant: 'I7',
            what: `the job ${name} of ${queue} failed for good: ${reason}`,
          }),
        ),
    ]),
  ];
};

const inOrder = (counts: Readonly<Record<string, number>>) => Object.entries(counts).toSorted();
