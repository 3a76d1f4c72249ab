import { Problem } from '../shared/http/problem.ts';
import type { Log } from '../shared/log.ts';
import { within } from '../shared/within.ts';
import { isStoreDown } from '../store/down.ts';
import type { UserActivity } from './ports.ts';

/** Resolves once the bot room has the activity. @throws Problem 502 `bot-failed`, or the bot room's own */
export type HandOver = (activity: UserActivity) => Promise<void>;

/**
 * One at a time per conversation, in the order of the log: two turns at once would tear the bot's
 * dialog state. A repeat that comes while its activity is under way shares the answer.
 * @param deadlineMs from the call to the answer, waiting for earlier activities included
 */
export function createHandOver(
  receive: (activity: UserActivity) => Promise<void>,
  deadlineMs: number,
  log: Log,
): HandOver {
  const underWay = new Map<string, Promise<void>>();
  const last = new Map<string, Promise<void>>();

  function turn(activity: UserActivity, before: Promise<void> | undefined) {
    let tooLate = false;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        tooLate = true;
        reject(botFailed(`The bot did not answer within ${deadlineMs / 1000} s.`));
      }, deadlineMs);
    });
    const work = (async () => {
      await before;
      if (!tooLate) await receive(activity);
    })();
    return { answer: answerOf(activity, Promise.race([work, deadline]), () => clearTimeout(timer)), work };
  }

  async function answerOf(activity: UserActivity, outcome: Promise<void>, done: () => void): Promise<void> {
    try {
      await outcome;
    } catch (error) {
      if (error instanceof Problem || isStoreDown(error)) throw error;
      log.error({ err: error, activity: activity.id }, 'the bot failed on an activity');
      throw botFailed('The bot could not take it.');
    } finally {
      done();
    }
  }

  return (activity) => {
    const running = underWay.get(activity.id);
    if (running !== undefined) return running;
    const lane = activity.conversation.id;
    const { answer, work } = turn(activity, last.get(lane));
    // The next turn waits for the work itself, not for its deadline: a slow bot must not think twice at once.
    const ended = within(LONGEST_TURN * deadlineMs, work).catch(() => {});
    underWay.set(activity.id, answer);
    last.set(lane, ended);
    void answer.catch(() => {}).then(() => underWay.delete(activity.id));
    void ended.then(() => {
      if (last.get(lane) === ended) last.delete(lane);
    });
    return answer;
  };
}

/** A turn that never ends holds up its conversation no longer than this many deadlines. */
const LONGEST_TURN = 4;

const botFailed = (what: string): Problem =>
  new Problem(
    502,
    'bot-failed',
    `${what} It is in the conversation; send it again under the same clientActivityID.`,
  );
