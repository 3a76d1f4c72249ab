import type { Owner } from '../chat/chat.ts';
import { type Failed, succeeded } from '../connector/outcome.ts';
import type { Command } from '../handoff/commands.ts';
import { problemOf } from '../people/refusals.ts';
import { Problem } from '../shared/http/problem.ts';
import { unavailable } from './itsm-answers.ts';
import type { DeskPorts, TicketDeed } from './ports.ts';

/** With tickets agents may do what their persons in the ITSM may, and nothing while that cannot be asked. */
export function createItsmRights({ ask, itsm }: Pick<DeskPorts, 'ask' | 'itsm'>) {
  /** @returns why it could not be asked, where that is so. @throws Problem 403 with the right that is missing */
  async function insist(by: Owner, deeds: readonly TicketDeed[]): Promise<Failed | undefined> {
    let unasked: Failed | undefined;
    for (const deed of deeds) {
      const why = await itsm.whyNotAllowed(by.id, deed);
      if (!succeeded(why)) unasked ??= why as Failed;
      else if (why.value !== undefined) throw new Problem(403, 'no-itsm-right', why.value);
    }
    return unasked;
  }

  return {
    /** @throws Problem 403 or 503 */
    async check(by: Owner, deeds: readonly TicketDeed[]): Promise<void> {
      const unasked = await insist(by, deeds);
      if (unasked !== undefined) throw unavailable(unasked.reason);
    },

    /**
     * The same for a wish, among all that the rules refuse it with: whose chat it is comes before the
     * rights, its state after them, and last that nobody can tell.
     * @throws Problem
     */
    async checkWish(
      chat: string,
      wish: Command & { readonly by: Owner },
      deeds: readonly TicketDeed[],
    ): Promise<void> {
      const refusal = await ask(chat, wish);
      const refused = refusal && problemOf(refusal);
      if (refused !== undefined && refused.status !== 409) throw refused;
      const unasked = await insist(wish.by, deeds);
      if (refused !== undefined) throw refused;
      if (unasked !== undefined) throw unavailable(unasked.reason);
    },
  };
}

export type ItsmRights = ReturnType<typeof createItsmRights>;
