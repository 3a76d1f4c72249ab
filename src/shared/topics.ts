import { plainWords } from './plain-words.ts';

/** What a chat may be about; each row leads to a support queue, for everybody or for those it names. */
export interface Topic {
  readonly name: string;
  readonly queue: string;
  /** Other words that mean it. */
  readonly synonyms?: readonly string[] | undefined;
  readonly company?: string | undefined;
  readonly region?: string | undefined;
}

/** What of a user decides which rows are his. */
export interface Asker {
  readonly company?: string | undefined;
  readonly region?: string | undefined;
}

/** What a user may choose from; `ask` is false where he is not to be asked at all. */
export interface Subjects {
  readonly topics: readonly Topic[];
  readonly ask: boolean;
}

/** Names are written by people: case and blanks around them do not count. */
export const sameName = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

/**
 * The topics of a user, each name once. Of several rows with a name the most particular one gives the
 * queue (company before region before everybody); the synonyms of all that are his count.
 */
export function topicsFor(topics: readonly Topic[], { company, region }: Asker): readonly Topic[] {
  const his = topics.filter((row) => concerns(row.company, company) && concerns(row.region, region));
  const byName = Map.groupBy(his, ({ name }) => name.trim().toLowerCase());
  return [...byName.values()].flatMap((rows) => {
    const [best] = rows.toSorted((one, other) => particular(other) - particular(one));
    return best === undefined ? [] : [{ ...best, synonyms: rows.flatMap(({ synonyms = [] }) => synonyms) }];
  });
}

/** The topic that a text speaks of: its name or a synonym stands there in whole words, the longest one wins, then the first. */
export function topicIn(text: string, topics: readonly Topic[]): Topic | undefined {
  const words = plainWords(text);
  let found: { topic: Topic; length: number; place: number } | undefined;
  for (const topic of topics) {
    for (const phrase of [topic.name, ...(topic.synonyms ?? [])]) {
      const plain = plainWords(phrase);
      const { length } = plain;
      const place = plain.trim() === '' ? -1 : words.indexOf(plain);
      if (place === -1) continue;
      const better = found === undefined || length > found.length;
      if (better || (length === found?.length && place < found.place)) found = { topic, length, place };
    }
  }
  return found?.topic;
}

const concerns = (named: string | undefined, his: string | undefined): boolean =>
  named === undefined || (his !== undefined && sameName(named, his));

const particular = ({ company, region }: Topic): number =>
  (company === undefined ? 0 : 2) + (region === undefined ? 0 : 1);
