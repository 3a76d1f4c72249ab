import { afterEach, describe, expect, test } from '@jest/globals';
import bmc from '../../../connectors/bmc-helix/index.ts';
import type { ChatUser } from '../../../src/chat/chat.ts';
import type { Customer } from '../../../src/connector/lookup.ts';
import { busy, done, type Outcome, refused, unknown } from '../../../src/connector/outcome.ts';
import { ItsmDouble } from './itsm-double.ts';
import { openPostRoom, type PostRoom, type PostRoomOptions } from './post-room.ts';

const mary: Customer = {
  id: 'PPL7',
  login: 'mary',
  firstName: 'Mary',
  lastName: 'Mann',
  email: 'mary@example.com',
  phone: '+1 555 0212',
  company: 'Elsewhere Ltd',
  site: 'Headquarters',
  vip: true,
};
const MARY: ChatUser = { id: 'u7', name: 'M. Mann', email: 'mary@example.com', verified: true };

const settings = {
  defaultCustomer: { firstName: 'Live Chat', lastName: 'Customer', login: 'livechat', company: 'Calbro' },
};

/** It knows people, and says so as it is told. */
class KnowingItsm extends ItsmDouble {
  readonly asked: unknown[] = [];
  answers: Outcome<readonly Customer[]>[] = [];

  override async lookup(kind?: unknown, query?: unknown): Promise<Outcome<never>> {
    this.asked.push([kind, query]);
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    return (answer ?? done([])) as Outcome<never>;
  }
}

let room: PostRoom;
afterEach(() => room.close());

async function opened(
  user: ChatUser,
  answers: readonly Outcome<readonly Customer[]>[],
  options: PostRoomOptions = {},
) {
  const itsm = new KnowingItsm();
  itsm.answers = [...answers];
  room = openPostRoom({ settings, connector: itsm, ...options });
  const chat = await room.arrive({ user });
  await room.accept(chat);
  await room.wishTicket(chat, 'incident');
  await room.drain();
  return { chat, itsm, fields: itsm.tickets[0]?.fields ?? {} };
}

describe('the customer of a new ticket', () => {
  test('is the one person of a proven user’s mail; the ticket says nothing of it', async () => {
    const { fields, itsm } = await opened(MARY, [done([mary])]);
    expect(itsm.asked).toEqual([['customer', { email: 'mary@example.com' }]]);
    expect(fields).toMatchObject({
      First_Name: 'Mary',
      Last_Name: 'Mann',
      Login_ID: 'mary',
      Company: 'Elsewhere Ltd',
    });
    expect(fields.Detailed_Decription).not.toContain('default customer');
  });

  const { email: _, ...noMail } = MARY;
  test.each<[string, ChatUser, Outcome<readonly Customer[]>, string, number]>([
    ['unproven', { ...MARY, verified: false }, done([mary]), 'the identity is not verified', 0],
    ['proven without a mail', noMail, done([mary]), 'no e-mail address is known', 0],
    ['unknown there', MARY, done([]), 'nobody there has this e-mail address', 1],
    ['known twice', MARY, done([mary, mary]), 'several people there have this e-mail address', 1],
    ['not to be looked up', MARY, refused('no'), 'the ITSM does not look up this e-mail address', 1],
  ])(
    'is the default one for a user who is %s, and the ticket says why',
    async (_what, user, answer, why, asked) => {
      const { fields, itsm } = await opened(user, [answer]);
      expect(fields).toMatchObject({ First_Name: 'Live Chat', Login_ID: 'livechat', Company: 'Calbro' });
      expect(fields.Detailed_Decription).toContain(
        `M. Mann is not matched to a person in this ITSM (${why}); the ticket is the default customer's.`,
      );
      expect(itsm.asked).toHaveLength(asked);
    },
  );

  test.each([
    ['busy', busy('down')],
    ['silent', unknown('no answer')],
  ])(
    'puts the opening off while the ITSM is %s; nothing goes to the default customer',
    async (_what, first) => {
      const { itsm, chat, fields } = await opened(MARY, [first, first, done([mary])]);
      expect(itsm.asked).toHaveLength(3);
      expect(itsm.called('open')).toBe(1);
      expect(fields.Login_ID).toBe('mary');
      expect((await room.ticket(chat)).state).toBe('created');
    },
  );

  test('is asked for once: a try whose answer was lost does not ask again', async () => {
    const itsm = new KnowingItsm();
    itsm.answers = [done([mary])];
    itsm.fails('open', { answer: busy('once more') }, { answer: unknown('lost') });
    room = openPostRoom({ settings, connector: itsm });
    const chat = await room.arrive({ user: MARY });
    await room.accept(chat);
    await room.wishTicket(chat, 'work-order');
    await room.drain();
    expect(itsm.called('open')).toBe(3);
    expect(itsm.asked).toHaveLength(1);
    expect(itsm.tickets[0]?.fields).toMatchObject({ RequesterLoginID: 'mary', 'Customer Last Name': 'Mann' });
  });

  test('is found by the real address where tickets see a masked one', async () => {
    const masking = { on: true, patterns: ['mary@example\\.com'] };
    const { itsm, fields } = await opened(MARY, [done([mary])], { masking });
    expect(itsm.asked).toEqual([['customer', { email: 'mary@example.com' }]]);
    expect(fields.Login_ID).toBe('mary');
    expect(fields.Detailed_Decription).not.toContain('mary@example.com');
  });

  test('is not asked for where the mapping names no customer', async () => {
    const incident = { ...bmc.mapping.incident!, open: { Description: '{{ summary }}' } };
    const { itsm } = await opened(MARY, [busy('never')], { mapping: { ...bmc.mapping, incident } });
    expect(itsm.asked).toEqual([]);
    expect(itsm.tickets).toHaveLength(1);
  });
});
