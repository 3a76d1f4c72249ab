import type { Chat, ChatTicket, EarlierTicket } from '../chat/chat.ts';
import type { Refusal } from '../chat/decision.ts';
import { undecided } from '../chat/earlier.ts';
import type { ChatEvent } from '../chat/event.ts';
import { accepted, type Decided, refuse } from './answers.ts';
import type { Facts } from './commands.ts';
import { eventLine } from './lines.ts';

/** The agent goes on with a ticket of before: as it is where it is open, else it is reopened. */
export function goOnWith(displayId: string, by: string, chat: Chat, { now }: Pick<Facts, 'now'>): Decided {
  const here = chat.tickets.find((ticket) => ticket.displayId === displayId);
  if (here !== undefined)
    return refuse('ticket-exists', `${displayId} belongs to this chat already.`, {
      ticket: String(here.n),
      displayId,
    });
  const ticket = chat.earlier?.find((one) => one.displayId === displayId);
  if (ticket === undefined)
    return refuse(
      'ticket-not-found',
      `No earlier chat of this user has a ticket ${displayId} to go on with.`,
    );
  if (ticket.externalId === undefined)
    return refuse('ticket-not-created', `${displayId} is not created yet. Try again in a moment.`);
  if (ticket.standing === 'over')
    return refuse(
      'ticket-over',
      `${displayId} is ${ticket.status ?? 'gone'} and cannot be reopened. Ask for another ticket: it will name this one.`,
      { displayId },
    );
  const does = ticket.standing === 'open' ? 'went on with' : 'reopened';
  return accepted([continued(ticket, chat, now, `${by} ${does} ${displayId}.`)]);
}

/** Why there is no ticket yet although somebody wishes for one; nothing where the chat has nothing to choose from. */
export function whyNotAnother(chat: Chat): Refusal | undefined {
  const ticket = undecided(chat);
  if (ticket === undefined) return undefined;
  const { displayId, connector, standing, status = '' } = ticket;
  const name = displayId ?? 'a ticket that is being created';
  const what = {
    open: `${name} from an earlier chat, which is still open`,
    reopenable: `${name} from an earlier chat, which is ${status} and can be reopened`,
    unknown: `${name} from an earlier chat, which the ITSM does not let us read`,
    checking: `${name} from an earlier chat, of which the ITSM has not told yet how it stands`,
  }[standing === 'over' ? 'unknown' : (standing ?? 'checking')];
  return {
    code: 'earlier-ticket',
    message: `This user has ${what}. Go on with it (reopen), or ask for another ticket (another).`,
    facts: {
      connector,
      standing: standing ?? 'checking',
      ...(displayId !== undefined && { displayId }),
      ...(status !== '' && { status }),
    },
  };
}

/** What a new ticket of this chat comes after, so that it names them. */
export const followedBy = ({
  tickets,
  earlier = [],
}: Pick<Chat, 'tickets' | 'earlier'>): Pick<ChatTicket, 'follows'> => {
  const before = [...earlier, ...tickets.filter(({ continues }) => continues !== undefined)];
  const follows = before.flatMap(({ connector, type, externalId, displayId, url }) =>
    displayId === undefined || externalId === undefined
      ? []
      : [{ connector, type, externalId, displayId, ...(url !== undefined && { url }) }],
  );
  return follows.length === 0 ? {} : { follows };
};

/** The ticket goes on in this chat; one that is not open is to be reopened first. @param text what the log says */
export function continued(
  { chat: of, n, standing, closedAt: _at, logged, ...facts }: EarlierTicket,
  { tickets }: Pick<Chat, 'tickets'>,
  at: number,
  text: string,
): ChatEvent {
  const ticket: ChatTicket = {
    ...facts,
    n: tickets.length + 1,
    created: true,
    state: 'created',
    describedUpTo: logged,
    continues: { id: of, n, ...(standing !== 'open' && { reopen: true as const }) },
  };
  return { type: 'ticket-continued', at, ticket, line: eventLine(at, 'ticket-continued', text) };
}
