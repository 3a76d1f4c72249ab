import type { Failed, Outcome } from '../connector/outcome.ts';
import { done, succeeded } from '../connector/outcome.ts';
import type { Confirmed, Intent, LedgerWrite, Try } from '../store/store.ts';
import { laneLost, type TicketWork, writeKey } from './ticket-work.ts';

/** Ends the making of an intent for which the ITSM has to be asked something first and cannot be now. */
class PutOff extends Error {
  readonly outcome: Failed;

  constructor(outcome: Failed) {
    super(outcome.reason);
    this.outcome = outcome;
  }
}

/** What the ITSM answered; without an answer nothing is intended, and the errand comes back later. */
export function orPutOff<T>(outcome: Outcome<T>): T {
  if (succeeded(outcome)) return outcome.value;
  throw new PutOff(outcome as Failed);
}

/** The write of that name: the one that stands, or a new one as `make` has it, which may put it off. */
export async function intend<Request, Result = undefined>(
  work: TicketWork,
  name: string,
  make: () => Promise<Request>,
): Promise<Outcome<LedgerWrite<Request, Result>>> {
  return orOutcome(async () =>
    done(await work.ledger.intend<Request, Result>(name, meaning(work, name, make))),
  );
}

/** As `intend`, for what is sent right after: the try is counted already. Sends nothing where the lane is lost. */
export async function begin<Request, Result = undefined>(
  work: TicketWork,
  name: string,
  make: () => Promise<Request>,
): Promise<Outcome<Confirmed<Result> | Try<Request>>> {
  return orOutcome(async () => {
    const begun = await work.ledger.begin<Request, Result>(name, work.held, meaning(work, name, make));
    return begun === undefined ? laneLost() : done(begun);
  });
}

const meaning =
  <Request>(work: TicketWork, name: string, make: () => Promise<Request>) =>
  async (): Promise<Intent<Request>> => ({
    state: 'intent',
    key: writeKey(work, name),
    request: await make(),
  });

async function orOutcome<T>(ask: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PutOff) return error.outcome;
    throw error;
  }
}
