import type { Settings, SettingsSource } from '../../config/schema.ts';
import { GENERAL } from '../chat/chat.ts';
import { companyNow, nameNow } from '../chat/standing.ts';
import { priorityOf } from '../handoff/priority.ts';
import { type Asker, type Subjects, sameName, type Topic, topicIn, topicsFor } from '../shared/topics.ts';
import type { HandoffWish } from './ports.ts';

/** Where a handoff leads. */
export interface Route {
  readonly company: string;
  readonly queue: string;
  readonly topic?: string;
  readonly priority?: number;
}

/** Which topics a user has, and which queue his wish for an agent leads to. */
export function createRouting(settings: Pick<SettingsSource, 'current'>) {
  return {
    /** What a virtual agent may let this user choose from. */
    subjectsFor(asker: Asker): Subjects {
      const now = settings.current();
      return {
        topics: topicsOf(asker, now),
        ask: now.desk.supportQueues && now.chats.fixedTopic === undefined,
      };
    },

    /** By the admin's fixed topic, else by the one that came with the wish, else by the user's words; GENERAL is for the rest. */
    routeOf({ topic: wished, subject, vip, ...asker }: Wished): Route {
      const now = settings.current();
      const company = companyNow(now, asker.company ?? now.company);
      const topics = topicsOf(asker, now);
      const topic = now.chats.fixedTopic ?? wished ?? topicIn(subject, topics)?.name;
      const queue = topic === undefined ? GENERAL : queueOf(topic, topics, now);
      const priority = priorityOf(now.priorities, { company, queue, topic, vip: vip ?? false });
      return {
        company,
        queue,
        ...(topic !== undefined && { topic }),
        ...(priority !== undefined && { priority }),
      };
    },
  };
}

type Wished = Pick<HandoffWish, 'topic' | 'subject' | 'company' | 'region' | 'vip'>;

/** Where no topics are listed, the queues are what there is to choose from. */
function topicsOf({ company, region }: Asker, settings: Settings): readonly Topic[] {
  const listed = settings.topics.length > 0;
  const rows: readonly Topic[] = listed
    ? settings.topics
    : settings.queues.map((name) => ({ name, queue: name }));
  return topicsFor(rows, { company: companyNow(settings, company ?? settings.company), region });
}

/** The topic's queue, else the queue of its name, else that of a topic it speaks of. One that does not exist is GENERAL. */
function queueOf(topic: string, topics: readonly Topic[], { queues, renamed }: Settings): string {
  const known = (queue: string | undefined) =>
    queue === undefined
      ? undefined
      : [GENERAL, ...queues].find((one) => sameName(one, nameNow(queue, renamed.queues)));
  const row = topics.find(({ name }) => sameName(name, topic));
  if (row !== undefined) return known(row.queue) ?? GENERAL;
  return known(topic) ?? known(topicIn(topic, topics)?.queue) ?? GENERAL;
}
