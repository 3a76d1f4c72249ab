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
import {
  type Dialog,
  FIRST_DIALOG,
  greet,
  hear,
  hearHandoffStatus,
  hearNothing,
  type Reply,
} from './dialogue.ts';
import { labelsOf } from './prompts.ts';
import { carriedTopic } from './topics.ts';

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

/** The sample virtual agent. What it remembers of a conversation lies in `storage`. */
export function createVirtualAgent(storage: Storage): VirtualAgent {
  const conversation = new ConversationState(storage);
  const property = conversation.createProperty<Memory>('virtualAgent');

  const turn = async (context: TurnContext, replyTo: (dialog: Dialog) => Reply): Promise<void> => {
    const memory = await property.get(context, { before: FIRST_DIALOG, after: FIRST_DIALOG });
    const { id, channelData } = context.activity;
    const known = id !== undefined && id === memory.activityId ? memory.before : memory.after;
    const carried = carriedTopic(channelData);
    const reply = replyTo(carried === undefined ? known : { ...known, carriedTopic: carried });
    const isSilent = reply.say.length === 0 && reply.dialog === known;
    if (isSilent) return;
    const activities = reply.say.map(asActivity);
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
    await turn(context, (dialog) => (text === '' ? hearNothing(dialog) : hear(dialog, text)));
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

function asActivity({ text, prompt }: Reply['say'][number]): Partial<Activity> {
  const activity =
    prompt === undefined
      ? MessageFactory.text(text, undefined, InputHints.AcceptingInput)
      : MessageFactory.suggestedActions([...labelsOf(prompt)], text, undefined, InputHints.ExpectingInput);
  return { ...activity, textFormat: 'plain' };
}
