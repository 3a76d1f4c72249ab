import type { Chat } from '../chat/chat.ts';
import type { Transcript } from '../chat/transcript.ts';
import { done, type Outcome, succeeded } from '../connector/outcome.ts';
import { names } from './mapping/templates.ts';
import type { CustomerMatch } from './match-customer.ts';
import type { ItsmPerson } from './ports.ts';
import { contextOf, type RenderContext } from './render.ts';
import type { TicketWork } from './ticket-work.ts';

interface Asked extends Pick<TicketWork, 'instance' | 'customer'> {
  readonly chat: Chat;
  readonly ports: Pick<TicketWork['ports'], 'personOf'>;
}

/** What these templates see of a chat. The ITSM is asked for the customer only where one of them names it. */
export async function contextFor(
  work: Asked,
  transcript: Transcript,
  templates: Iterable<string>,
): Promise<Outcome<RenderContext>> {
  const asks = [...templates].some((one) => names(one, 'customer') || names(one, 'customerNote'));
  const match: Outcome<CustomerMatch | undefined> = asks ? await work.customer() : done(undefined);
  if (!succeeded(match)) return match;
  const person = await personFor(work);
  if (!succeeded(person)) return person;
  return done(contextOf(work.chat, transcript, person.value, work.instance.settings, match.value));
}

/** Who in the ITSM the chat's agent is. */
export async function personFor({
  chat,
  instance,
  ports,
}: Pick<Asked, 'chat' | 'instance' | 'ports'>): Promise<Outcome<ItsmPerson | undefined>> {
  const by = chat.owner ?? chat.abandoning?.by;
  return by === undefined ? done(undefined) : ports.personOf(instance.id, by.id);
}
