import { describe, expect, it } from '@jest/globals';
import type { InboundActivity } from '../../../src/bot/activity.ts';
import { readHandoff } from '../../../src/bot/handoff-context.ts';
import { wishOf } from '../../../src/bot/handoff-wish.ts';
import { contextTree } from '../../../src/sync/context-tree.ts';
import { render } from '../../../src/sync/mapping/templates.ts';

const activity = (profile: object = {}) =>
  ({
    type: 'message',
    text: '3',
    channelId: 'directline',
    conversation: { id: 'c' },
    from: { id: 'u', name: 'Dana' },
    serviceUrl: 'https://x',
    channelData: { deskbridge: profile },
  }) as unknown as InboundActivity;

const wish = (value: unknown, profile: object = {}) =>
  wishOf({ type: 'event', name: 'handoff.initiate', value }, activity(profile), 'a', []);

describe('[admin 7] what a bot sends with a handoff', () => {
  it('[admin 7] known members decide whatever their case is, all else is context', () => {
    const value = { Skill: 'VPN', device: 'LT-0042', floor: 3, Company: 'Acme', subject: 'No tunnel' };
    expect(wish(value)).toMatchObject({
      subject: 'No tunnel',
      company: 'Acme',
      context: [
        { label: 'Skill', value: 'VPN' },
        { label: 'device', value: 'LT-0042' },
        { label: 'floor', value: '3' },
      ],
    });
  });

  it('[admin 7 sibling] what a portal has proven is not overruled: the agent sees what the bot said', () => {
    const proven = wish({ COMPANY: 'Other', region: 'EU' }, { verified: true, company: 'Acme' });
    expect(proven).toMatchObject({
      company: 'Acme',
      region: 'EU',
      context: [{ label: 'company', value: 'Other' }],
    });
    expect(wish({ company: 'Bot Ltd' }, { verified: false, company: 'Typed Ltd' }).company).toBe('Bot Ltd');
  });

  it('[admin 7 sibling] nested, listed, plain, hostile and endless values are rows within bounds', () => {
    expect(readHandoff('just words').context).toEqual([{ label: 'value', value: 'just words' }]);
    expect(readHandoff(undefined).context).toEqual([]);
    const { known, context } = readHandoff({
      topic: { name: 'VPN' },
      vip: 'yes',
      user: { password: 'geheim', card: [{ n: 1 }, { n: 2 }] },
      tags: ['a', 'b'],
      empty: '',
      bad: 'x\u0000\u202Ey\ud800',
      long: '😀'.repeat(5_000),
    });
    expect(known).toEqual({});
    expect(context).toEqual([
      { label: 'topic.name', value: 'VPN' },
      { label: 'vip', value: 'yes' },
      { label: 'user.password', value: '[hidden]' },
      { label: 'user.card.0.n', value: '1' },
      { label: 'user.card.1.n', value: '2' },
      { label: 'tags', value: 'a, b' },
      { label: 'bad', value: expect.stringMatching(/^x y/) },
      { label: 'long', value: expect.stringMatching(/^😀+…$/u) },
    ]);
    expect(context.at(-1)?.value.length).toBeLessThanOrEqual(1_000);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n]));
    expect(readHandoff(many).context.length).toBeLessThanOrEqual(40);
  });

  it('[admin 7 sibling] templates name rows as the bot does, or in small letters', () => {
    const chat = {
      context: contextTree([
        { label: 'Device.Id', value: 'LT-0042' },
        { label: 'floor', value: '3' },
        { label: '__proto__.x', value: 'y' },
      ]),
    };
    expect(
      render('{{ chat.context.Device.Id }} {{ chat.context.device.id }} {{ chat.context.floor }}', { chat }),
    ).toBe('LT-0042 LT-0042 3');
    expect(render('{{ chat.context.nothing }}', { chat })).toBe('');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});
