import type { ChannelFault } from '../../../support/fake-channel.ts';
import type { LineFault, LineRequest } from '../../../support/itsm-line.ts';
import { between, pause } from '../../../support/seeded.ts';
import type { Kind } from './kind.ts';

type Strikes = (random: () => number) => (request: LineRequest) => LineFault | undefined;

const isWrite = ({ method, form }: LineRequest): boolean => form !== '' && method !== 'GET';

/** The next few writes lose their answers: `one` struck, so many times over. */
const nextWrites =
  (fault: LineFault, most: number, meanwhile?: LineFault): Strikes =>
  (random) => {
    let left = between(random, 1, most);
    return (request) => {
      if (left > 0 && isWrite(request)) {
        left -= 1;
        return fault;
      }
      return left > 0 ? undefined : meanwhile;
    };
  };

const all =
  (fault: LineFault): Strikes =>
  () =>
  () =>
    fault;

const MAY_BE_REPEATED = new Set(['GET', 'PUT', 'DELETE']);

const itsm =
  (strikes: Strikes): Kind['strike'] =>
  async ({ house: { line }, random, mostMs }) => {
    const ms = between(random, 1_000, Math.max(1_000, Math.min(5_000, mostMs)));
    const strike = strikes(random);
    let struck = 0;
    line.strikes = (request) => {
      const fault = strike(request);
      if (fault !== undefined) struck += 1;
      return fault;
    };
    await pause(ms);
    line.strikes = () => undefined;
    return `${struck} requests in ${ms} ms`;
  };

const channel =
  (fault: ChannelFault): Kind['strike'] =>
  async ({ house, random, mostMs }) => {
    const ms = between(random, 500, Math.max(500, Math.min(3_000, mostMs)));
    let struck = 0;
    house.channel.fault = () => {
      struck += 1;
      return fault;
    };
    await pause(ms);
    house.channel.fault = () => undefined;
    return `${struck} activities in ${ms} ms`;
  };

/** The ITSM and the channel. */
export const OUTSIDE_KINDS: Readonly<Record<string, Kind>> = Object.fromEntries(
  Object.entries<Kind['strike']>({
    'itsm-lost-answer': itsm(nextWrites('answer-lost', 4)),
    'itsm-lost-and-hang': itsm(nextWrites('answer-lost', 1, 'hang')),
    'itsm-hang': itsm(all('hang')),
    'itsm-slow': itsm(all('slow')),
    // What HTTP calls repeatable: a create that a gateway repeats by itself makes two records for any client.
    'itsm-twice': itsm(
      () =>
        ({ method }) =>
          MAY_BE_REPEATED.has(method) ? 'twice' : undefined,
    ),
    'itsm-429': itsm(all('429')),
    'itsm-500': itsm(all('500-before')),
    'itsm-maintenance-page': itsm(all('maintenance')),
    'itsm-ar-error': itsm(all('8939')),
    'channel-429': channel({ shows: false, answers: 429 }),
    'channel-500': channel({ shows: false, answers: 500 }),
    'channel-500-after-accept': channel({ shows: true, answers: 500 }),
    'channel-503': channel({ shows: false, answers: 503 }),
    'channel-hang-after-accept': channel({ shows: true, answers: 'never' }),
    'channel-reset-after-accept': channel({ shows: true, answers: 'by a reset' }),
    'channel-reset-before': channel({ shows: false, answers: 'by a reset' }),
  }).map(([name, strike]) => [name, { lane: 'outside', strike }]),
);
