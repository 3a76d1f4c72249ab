import {
  type Activity,
  ActivityTypes,
  CloudAdapter,
  DeliveryModes,
  INVOKE_RESPONSE_KEY,
  type InvokeResponse,
  type ResourceResponse,
  type TurnContext,
} from 'botbuilder';
import type { AuthenticateRequestResult, BotFrameworkAuthentication } from 'botframework-connector';
import { digest } from '../chat/ids.ts';
import { Problem } from '../shared/http/problem.ts';
import type { InboundActivity } from './activity.ts';
import { activityIdOf } from './activity-id.ts';
import { referenceOf } from './reference.ts';
import type { Send } from './sender.ts';

const SENT_IN_TURN = Symbol('deskbridge.sent-in-turn');

/** Botbuilder's adapter with our own way out: one POST each, with a deadline, or straight to our own Direct Line. */
export class DeskbridgeAdapter extends CloudAdapter {
  readonly #send: Send;

  constructor(authentication: BotFrameworkAuthentication, send: Send) {
    super(authentication);
    this.#send = send;
  }

  /** One turn; the same as the SDK's `processActivity`, which it keeps to itself. */
  turn(
    authenticated: AuthenticateRequestResult,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(authenticated, activity, logic);
  }

  override async sendActivities(
    context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    const responses: ResourceResponse[] = [];
    for (const activity of activities) responses.push(await this.#sendOne(context, activity));
    return responses;
  }

  async #sendOne(context: TurnContext, activity: Partial<Activity>): Promise<ResourceResponse> {
    if (activity.type === ActivityTypes.InvokeResponse) {
      context.turnState.set(INVOKE_RESPONSE_KEY, activity);
      return { id: activity.id ?? '' };
    }
    const local = activity.type === ActivityTypes.Trace || activity.type === 'delay';
    if (local || context.activity.deliveryMode === DeliveryModes.ExpectReplies) {
      return (await super.sendActivities(context, [activity]))[0] ?? { id: '' };
    }
    const id = activity.id || nextId(context);
    const result = await this.#send(referenceOf(context.activity as unknown as InboundActivity), {
      ...activity,
      type: activity.type ?? ActivityTypes.Message,
      id,
    });
    if (result.kind === 'delivered' || result.kind === 'uncertain') return { id };
    throw new Problem(
      502,
      'reply-not-taken',
      `The channel did not take the virtual agent's reply: ${result.reason}. Repeat the activity once the channel takes replies again.`,
    );
  }
}

/** The n-th reply of a turn has the same id whenever the turn is done: our Direct Line drops it the second time. */
function nextId(context: TurnContext): string {
  const n = ((context.turnState.get(SENT_IN_TURN) as number | undefined) ?? 0) + 1;
  context.turnState.set(SENT_IN_TURN, n);
  const activity = context.activity as unknown as InboundActivity;
  return `r-${digest(activity.conversation.id, activityIdOf(activity), String(n))}`;
}
