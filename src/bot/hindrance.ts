import type { SettingsSource } from '../../config/schema.ts';
import { isOpen } from '../handoff/hours.ts';
import type { Clock } from '../shared/clock.ts';
import type { OfferReason } from './ports.ts';

interface Place {
  readonly company: string;
  readonly queue: string;
}

/** What stands between a wish and a chat, and what the admin wants to be done then. */
export interface Hindrance {
  readonly reason: OfferReason;
  readonly answer: 'offer' | 'refuse';
}

/**
 * Whether a chat of this place may wait for an agent now: undefined where it may.
 * @param someoneFor an agent is online who may take a chat of this place
 */
export const createHindrance =
  (house: {
    readonly settings: Pick<SettingsSource, 'current'>;
    readonly clock: Clock;
    readonly someoneFor: (place: Place) => Promise<boolean>;
  }) =>
  async (place: Place): Promise<Hindrance | undefined> => {
    const { hours, chats } = house.settings.current();
    if (!isOpen(hours, place, house.clock.now()))
      return chats.whenClosed === 'wait' ? undefined : { reason: 'closed', answer: chats.whenClosed };
    if (chats.whenNobody === 'wait' || (await house.someoneFor(place))) return undefined;
    return { reason: 'nobody', answer: chats.whenNobody };
  };
