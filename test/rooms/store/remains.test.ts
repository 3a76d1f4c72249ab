import { expect, test } from '@jest/globals';
import { alice, type Cellar, onEveryServer, openCellar } from './cellar.ts';

/** The desk's keys that have no time limit, by their kind. */
async function kept(house: Cellar): Promise<readonly string[]> {
  const keys: string[] = [];
  let cursor = '0';
  do {
    const [next, found] = await house.redis.scan(cursor, 'MATCH', `{${house.desk}}:*`, 'COUNT', 1_000);
    keys.push(...found);
    cursor = next;
  } while (cursor !== '0');
  const ttls = await Promise.all(keys.map((key) => house.redis.ttl(key)));
  return [...new Set(keys.filter((_key, i) => ttls[i] === -1).map((key) => key.split(':')[1] ?? ''))].sort();
}

onEveryServer((connect) => {
  /** Does whatever is in a lane, and marks it. */
  const drain = async (house: Cellar, lane: string, mark?: 'uncertain') => {
    const take = await house.store.lanes.take(lane);
    if (take.kind !== 'taken') return;
    let { items } = take.lane;
    while (items[0] !== undefined) {
      const { seq } = JSON.parse(items[0].slice(items[0].indexOf(' ')));
      const done =
        seq && lane.startsWith('c.') ? { chat: lane.slice(2), seq, ...(mark && { mark }) } : undefined;
      items = await house.store.lanes.advance(lane, take.lane.fence, done);
    }
  };

  test('of a closed chat whose work is done only what is the desk’s stays without a time limit once it is packed', async () => {
    const house = openCellar(connect());
    const conversation = { channel: 'test', id: 'c1' };
    await house.post(conversation, 'a1', 'help');
    const { id } = await house.waiting({ conversation });
    await house.store.conversations.finishTurn(conversation, 'a1', []);
    await house.done(id, { type: 'accept', by: alice });
    await house.post(conversation, 'a2', 'hello?');
    await house.append(id, alice, 'hi');
    await drain(house, `c.${id}`, 'uncertain');
    await house.done(id, {
      type: 'request-ticket',
      by: alice,
      connector: 'itsm',
      ticketType: 'incident',
      kind: 'incident',
      another: false,
    });
    expect(await kept(house)).toEqual([
      'chat',
      'choices',
      'conv',
      'counted',
      'creating',
      'deadlines',
      'feed',
      'items',
      'lane',
      'lanes',
      'log',
      'marks',
      'mine',
      'open',
      'report',
    ]);
    await house.done(id, {
      type: 'record-ticket-created',
      n: 1,
      externalId: 'e1',
      displayId: 'INC1',
      status: 'Assigned',
      statusReason: '',
    });
    await house.done(id, { type: 'end', by: alice, resolveTicket: true });
    await drain(house, `t.${id}.1.itsm`);
    await drain(house, `c.${id}`, 'uncertain');
    await drain(house, 'desk');
    // A turn of the bot that ends after the chat, and one that was no message.
    await house.post(conversation, 'e1', undefined);
    await house.store.conversations.finishTurn(conversation, 'e1', [
      { at: 1, author: { kind: 'bot', name: 'Bot' }, visibility: 'public', type: 'message', text: 'bye' },
    ]);
    // What an agent has chosen, and when he last got a chat, is the agent's; rows for reports are of the desk.
    expect(await kept(house)).toEqual(['choices', 'closed', 'counted', 'feed', 'report']);
    expect(await house.store.archive.pack(id)).toBe('packed');
    expect(await kept(house)).toEqual(['choices', 'counted', 'feed', 'report']);
  });

  test('what is delivered after the chat is gone brings nothing of it back', async () => {
    const house = openCellar(connect());
    const { id } = await house.owned();
    await house.redis.del(house.keys.chat(id), house.keys.log(id));
    await drain(house, `c.${id}`, 'uncertain');
    expect(await house.redis.exists(house.keys.chat(id))).toBe(0);
    expect(await house.redis.exists(house.keys.marks(id))).toBe(0);
  });
});
