import {
  type Activity,
  ActivityHandler,
  ConversationState,
  EventFactory,
  InputHints,
  MessageFactory,
  type Storage,
  type TurnContext,
} from 'botbuilder';
import type { Asker, Subjects, Topic } from '../../shared/topics.ts';
import {
  type Dialog,
  FIRST_DIALOG,
  greet,
  hear,
  hearHandoffStatus,
  hearNothing,
  type Reply,
  type Saying,
} from './dialogue.ts';
import { labelsOf } from './prompts.ts';
import { askerOf, carriedTopic } from './topics.ts';

/** A bot that handles one turn: what the adapter calls. */
export interface VirtualAgent {
  run(context: TurnContext): Promise<void>;
}

/**
 * The last turn stays beside its outcome: a channel that repeats an activity gets the same replies,
 * worked out from what was known before it.
 */
interface Memory {
  activityId?: string;
  before: Dialog;
  after: Dialog;
}

/**
 * The sample virtual agent. What it remembers of a conversation lies in `storage`.
 * @param subjectsFor the topics of a user, and whether he is asked for one that his words do not give
 */
export function createVirtualAgent(storage: Storage, subjectsFor: (asker: Asker) => Subjects): VirtualAgent {
  const conversation = new ConversationState(storage);
  const property = conversation.createProperty<Memory>('virtualAgent');

  const turn = async (
    context: TurnContext,
    replyTo: (dialog: Dialog, subjects: Subjects) => Reply,
  ): Promise<void> => {
    const memory = await property.get(context, { before: FIRST_DIALOG, after: FIRST_DIALOG });
    const { id, channelData } = context.activity;
    const known = id !== undefined && id === memory.activityId ? memory.before : memory.after;
    const subjects = subjectsFor(askerOf(channelData));
    const carried = carriedTopic(channelData, subjects.topics);
    const reply = replyTo(carried === undefined ? known : { ...known, carriedTopic: carried }, subjects);
    const isSilent = reply.say.length === 0 && reply.dialog === known;
    if (isSilent) return;
    const activities = reply.say.map((saying) => asActivity(saying, subjects.topics));
    if (activities.length > 0) await context.sendActivities(activities);
    if (reply.handoff !== undefined) {
      await context.sendActivity(EventFactory.createHandoffInitiation(context, reply.handoff));
    }
    await property.set(context, {
      ...(id !== undefined && { activityId: id }),
      before: known,
      after: reply.dialog,
    });
    await conversation.saveChanges(context);
  };

  const handler = new ActivityHandler();
  handler.onMembersAdded(async (context, next) => {
    const { membersAdded = [], recipient } = context.activity;
    const userCame = membersAdded.some(({ id }) => id !== recipient?.id);
    await turn(context, (dialog) => {
      if (userCame && !dialog.greeted) return greet(dialog);
      return { dialog, say: [] };
    });
    await next();
  });
  handler.onMessage(async (context, next) => {
    const text = textOf(context.activity);
    await turn(context, (dialog, subjects) =>
      text === '' ? hearNothing(dialog) : hear(dialog, text, subjects),
    );
    await next();
  });
  handler.onEvent(async (context, next) => {
    const { name, value } = context.activity;
    if (name === 'handoff.status') {
      await turn(context, (dialog) => hearHandoffStatus(dialog, value?.state));
    }
    await next();
  });
  return { run: (context) => handler.run(context) };
}

/** The user's words: the text, or a button's value where a channel sends it without text. */
function textOf({ text, value }: Activity): string {
  const words = typeof text === 'string' ? text.trim() : '';
  return words === '' && typeof value === 'string' ? value.trim() : words;
}

function asActivity({ text, prompt }: Saying, topics: readonly Topic[]): Partial<Activity> {
  const activity =
    prompt === undefined
      ? MessageFactory.text(text, undefined, InputHints.AcceptingInput)
      : MessageFactory.suggestedActions(
          [...labelsOf(prompt, topics)],
          text,
          undefined,
          InputHints.ExpectingInput,
        );
  return { ...activity, textFormat: 'plain' };
}
