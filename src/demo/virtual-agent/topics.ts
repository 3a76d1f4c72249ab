import { type Asker, sameName, type Topic } from '../../shared/topics.ts';

const LONGEST_NAME = 100;

/** What the page or channel sent along of its user (`channelData.deskbridge`), as far as topics go by it. */
export function askerOf(channelData: unknown): Asker {
  return { company: sentAlong(channelData, 'company'), region: sentAlong(channelData, 'region') };
}

/** The topic that came with the conversation, by the name it is listed under; undefined where none did. */
export function carriedTopic(channelData: unknown, topics: readonly Topic[]): string | undefined {
  const topic = sentAlong(channelData, 'topic');
  return topic && (topics.find(({ name }) => sameName(name, topic))?.name ?? topic);
}

function sentAlong(channelData: unknown, member: string): string | undefined {
  const sent = (channelData as { deskbridge?: Record<string, unknown> } | null | undefined)?.deskbridge?.[
    member
  ];
  if (typeof sent !== 'string') return undefined;
  const text = sent.toWellFormed().trim();
  return text === '' || text.length > LONGEST_NAME ? undefined : text;
}
