import { beforeEach, describe, expect, it } from '@jest/globals';
import { createOutbox, type Outbox } from '../../../src/console/user/outbox.ts';
import { type Outgoing, Refused, Trouble } from '../../../src/console/user/outgoing.ts';
import { againUnderOneName } from '../../../src/console/user/send-once.ts';
import { becomes } from '../../support/becomes.ts';

type Sent = Outgoing & { readonly text: string };
let sent: Sent[];
/** What the server answers, one after the other; then it takes all. */
let answers: (Error | 'hang')[];
let dropped: number;
let outbox: Outbox;
beforeEach(() => {
  sent = [];
  answers = [];
  dropped = 0;
  outbox = createOutbox(
    async (activity) => {
      sent.push(activity as Sent);
      const answer = answers.shift();
      if (answer === 'hang') return new Promise(() => {});
      if (answer !== undefined) throw answer;
      return `id of ${(activity as Sent).text}`;
    },
    () => {
      dropped += 1;
    },
  );
});

const message = (text: string, data: object = { clientActivityID: `name of ${text}` }) => ({
  type: 'message',
  text,
  channelData: data,
});
/** What became of it, in words. */
function post(activity: object): { what: string; give(): void } {
  const outcome = { what: 'on its way', give: () => posting.unsubscribe() };
  const posting = outbox.post(activity).subscribe({
    next: (id) => {
      outcome.what = id;
    },
    error: (error) => {
      outcome.what = (error as Error).message;
    },
  });
  return outcome;
}
const texts = () => sent.map(({ text }) => text);

describe('what the user sends', () => {
  it('[chat F7 sibling] waits for a connection and goes in order; signs of typing do not wait', async () => {
    const [one, two] = [post(message('one')), post(message('two'))];
    const typing = post({ type: 'typing', text: 'typing' });
    await becomes(() => typing.what, '');
    expect(sent).toEqual([]);
    outbox.open();
    await becomes(() => [one.what, two.what], ['id of one', 'id of two']);
    expect(texts()).toEqual(['one', 'two']);
  });

  it('[chat F7 sibling] is sent again under the same name, before what came after it, once the line is back', async () => {
    outbox.open();
    answers = [new Trouble()];
    const one = post(message('one'));
    await becomes(() => dropped, 1);
    const two = post(message('two'));
    expect(texts()).toEqual(['one']);
    outbox.open();
    await becomes(() => [one.what, two.what], ['id of one', 'id of two']);
    expect(texts()).toEqual(['one', 'one', 'two']);
    expect(sent[0]).toEqual(sent[1]);
  });

  it('keeps the name of its first try where the user tries again by hand, and is known by the last', async () => {
    outbox.open();
    const retry = (failed: object): Outgoing => {
      let passed = {};
      againUnderOneName({ dispatch: () => {} })((action) => {
        passed = action.payload?.activity ?? {};
      })({ type: 'DIRECT_LINE/POST_ACTIVITY', payload: { activity: failed } });
      return passed;
    };
    const second = retry(message('one', { clientActivityID: 'first' }));
    // Web Chat gives each try a name of its own.
    const named = (activity: Outgoing, clientActivityID: string) => ({
      ...activity,
      channelData: { ...activity.channelData, clientActivityID },
    });
    post(named(second, 'second'));
    post(named(retry(named(second, 'second')), 'third'));
    await becomes(
      () => sent.map(({ channelData }) => channelData),
      [{ clientActivityID: 'first' }, { clientActivityID: 'first' }],
    );
    const echo = { channelData: { clientActivityID: 'first', other: 1 } };
    expect(outbox.known(echo)).toEqual({ channelData: { clientActivityID: 'third', other: 1 } });
    expect(outbox.known({ id: 'x' })).toEqual({ id: 'x' });
  });

  it('fails where the server will never take it, where its bot fails each time, and where the chat is over', async () => {
    outbox.open();
    answers = [new Refused('413')];
    const large = post(message('large'));
    await becomes(() => large.what, '413');
    answers = Array.from({ length: 9 }, () => new Trouble(502));
    const torn = post(message('torn'));
    await becomes(() => torn.what, 'The help desk could not be reached.');
    outbox.shut();
    const late = post(message('late'));
    outbox.close(new Error('over'));
    await becomes(() => late.what, 'over');
    expect(texts()).not.toContain('late');
  });

  it('is not sent any more once nobody waits for it', async () => {
    const gone = post(message('gone'));
    const next = post(message('next'));
    gone.give();
    outbox.open();
    await becomes(() => next.what, 'id of next');
    expect(texts()).toEqual(['next']);
  });
});
