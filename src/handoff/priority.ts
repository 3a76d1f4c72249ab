/** A row of the admin's table: every member that it names has to be the chat's. */
export interface PriorityRule {
  readonly company?: string | undefined;
  readonly queue?: string | undefined;
  readonly topic?: string | undefined;
  readonly vip?: boolean | undefined;
  /** 0 is usual, 9 the most urgent. */
  readonly priority: number;
}

interface Ranked {
  readonly company: string;
  readonly queue: string;
  readonly topic?: string | undefined;
  readonly vip: boolean;
}

/** How urgent a chat is: the first row that fits says so; undefined where none does. */
export const priorityOf = (rules: readonly PriorityRule[], chat: Ranked): number | undefined =>
  rules.find(
    ({ company, queue, topic, vip }) =>
      fits(company, chat.company) &&
      fits(queue, chat.queue) &&
      fits(topic, chat.topic) &&
      (vip === undefined || vip === chat.vip),
  )?.priority;

/** A member that a row does not name fits every chat; case does not matter. */
export const fits = (named: string | undefined, own: string | undefined): boolean =>
  named === undefined || named.toLowerCase() === own?.toLowerCase();
