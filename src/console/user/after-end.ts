import { codeOf, type SeenActivity } from './live-chat.ts';

const ENDS = ['chat-ended', 'chat-abandoned', 'chat-timed-out'];

/** Whether this line tells the user that his chat is over. */
export const tellsOfEnd = (activity: SeenActivity): boolean => ENDS.includes(codeOf(activity) ?? '');

/** The line without the card of what he may do now: this page has a form for that. */
export const withoutChoices = <T extends SeenActivity>(activity: T): T =>
  tellsOfEnd(activity) ? { ...activity, attachments: [] } : activity;
