import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import bmc from '../../../connectors/bmc-helix/index.ts';
import memory from '../../../connectors/memory/index.ts';
import { done } from '../../../src/connector/outcome.ts';
import type { Opening } from '../../../src/handoff/commands.ts';
import type { ConnectorInstance } from '../../../src/sync/ports.ts';
import { createServing } from '../../../src/sync/serving.ts';
import { openPostRoom, type PostRoom } from './post-room.ts';

const opening = (at: Opening['at']): Opening => ({
  at,
  connector: 'helix',
  ticketType: 'incident',
  kind: 'incident',
});
const settings = { defaultAssignee: { name: 'Live Chat Desk', login: 'deskbridge' } };

let room: PostRoom | undefined;
afterEach(() => room?.close());

describe('a ticket that is opened by itself', () => {
  test('at the handoff: once, with the bot’s words, for the default assignee; later words follow at the end', async () => {
    room = openPostRoom({ opening: opening('handoff'), settings });
    const chat = await room.arrive();
    await room.drain();
    const [held] = room.itsm.tickets;
    expect(held?.fields.Detailed_Decription).toContain('BOT WORDS');
    expect(held?.fields.Detailed_Decription).toContain('You are in the queue');
    expect(held?.fields['Assignee Login ID']).toBe('deskbridge');
    await room.accept(chat);
    await room.userSays(chat, 'LATER WORDS');
    await room.end(chat, true, 'Mended');
    await room.drain();
    expect(room.itsm.tickets).toHaveLength(1);
    expect(held?.status).toBe('Resolved');
    const texts = held?.entries.map(({ text }) => text).join('\n') ?? '';
    expect(texts).toContain('LATER WORDS');
    expect(texts).not.toContain('BOT WORDS');
  });

  test('at the handoff: the description has the whole talk with the bot, the end only what came after', async () => {
    room = openPostRoom({ opening: opening('handoff'), settings });
    const conversation = { channel: 'test', id: randomUUID() };
    for (const text of ['FIRST QUESTION', 'SECOND QUESTION', 'THIRD QUESTION'])
      await room.store.conversations.ingest({
        conversation,
        activityId: text,
        line: { at: 1, visibility: 'public', type: 'message', text },
        author: { kind: 'user', id: 'u1', name: 'Dana Reyes' },
        reference: '{}',
        leaseMs: 1,
      });
    const chat = await room.arrive({ conversation });
    await room.drain();
    const [held] = room.itsm.tickets;
    expect(held?.fields.Detailed_Decription).toMatch(
      /FIRST.*SECOND.*THIRD.*BOT WORDS.*You are in the queue/s,
    );
    await room.accept(chat);
    await room.userSays(chat, 'LATER WORDS');
    await room.end(chat, true, 'Mended');
    await room.drain();
    const texts = held?.entries.map(({ text }) => text).join('\n') ?? '';
    expect(texts).toContain('LATER WORDS');
    expect(texts).not.toMatch(/QUESTION|BOT WORDS/);
  });

  test('as an agent accepts: for that agent’s person, with all that was said until then', async () => {
    room = openPostRoom({
      opening: opening('accept'),
      settings,
      personOf: async (_connector, id) => done({ name: `Person of ${id}`, login: `p-${id}` }),
    });
    const chat = await room.arrive();
    await room.userSays(chat, 'EARLY WORDS');
    await room.drain();
    expect(room.itsm.tickets).toEqual([]);
    await room.accept(chat);
    await room.drain();
    const [held] = room.itsm.tickets;
    expect(held?.fields).toMatchObject({ Assignee: 'Person of alice', 'Assignee Login ID': 'p-alice' });
    expect(held?.fields.Detailed_Decription).toMatch(/BOT WORDS.*EARLY WORDS.*Alice Smith has joined/s);
  });

  test('stays the only one, whoever accepts again, and an agent’s own wish is one too many', async () => {
    room = openPostRoom({ opening: opening('accept'), settings });
    const chat = await room.arrive();
    await room.accept(chat);
    await room.run(chat, { type: 'release', by: { id: 'alice', screenName: 'Alice Smith' } });
    await room.accept(chat);
    await room.drain();
    expect(room.itsm.tickets).toHaveLength(1);
    const wish = { type: 'request-ticket', by: { id: 'alice', screenName: 'Alice Smith' } } as const;
    const again = {
      ...wish,
      connector: 'helix',
      ticketType: 'incident',
      kind: 'incident',
      another: false,
    } as const;
    expect(await room.attempt(chat, again)).toMatchObject({ refusal: { code: 'ticket-exists' } });
  });

  test('a user who leaves while waiting has it cancelled', async () => {
    room = openPostRoom({ opening: opening('handoff'), settings });
    const chat = await room.arrive();
    await room.drain();
    await room.cancel(chat);
    await room.drain();
    expect(room.itsm.tickets[0]?.status).toBe('Cancelled');
  });
});

describe('what the settings ask for', () => {
  const instance = (id: string, definition: ConnectorInstance['definition']): [string, ConnectorInstance] => [
    id,
    {
      id,
      definition,
      mapping: definition.mapping,
      settings: {},
      connector: {} as ConnectorInstance['connector'],
    },
  ];
  const instances = new Map([instance('helix', bmc), instance('other', memory)]);
  const connectors = [...instances.keys()].map((id) => ({ id, use: 'memory' }));
  const servingWith = (tickets: object, known = instances) =>
    createServing(known, {
      current: () => ({
        ...Settings.parse({ connectors, routing: [{ connector: 'other', queue: 'Network' }], tickets }),
        version: 1,
      }),
    });
  const place = { company: 'Calbro Services', queue: 'GENERAL' };

  test('nothing unless it is set', () => {
    expect(servingWith({}).openingFor(place)).toBeUndefined();
    expect(servingWith({ open: 'handoff' }, new Map()).openingFor(place)).toBeUndefined();
  });

  test('the connector’s first incident type, or the one that is named, where the chat is routed', () => {
    expect(servingWith({ open: 'accept' }).openingFor(place)).toEqual({
      at: 'accept',
      connector: 'helix',
      ticketType: 'incident',
      kind: 'incident',
    });
    const named = servingWith({ open: 'handoff', type: 'work-order' });
    expect(named.openingFor({ ...place, queue: 'Network' })).toEqual({
      at: 'handoff',
      connector: 'other',
      ticketType: 'work-order',
      kind: 'work-order',
    });
  });

  test('a type that a connector has not got is found at the start', () => {
    expect(() => servingWith({ open: 'accept', type: 'teapot' })).toThrow('tickets.type is teapot');
  });
});
