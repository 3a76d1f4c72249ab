import type { SettingsSource } from '../../config/schema.ts';
import type { Chat } from '../chat/chat.ts';
import type { Command } from '../handoff/commands.ts';
import type { Place, Store } from '../store/store.ts';

/** Whoever stands further back hears of his place once, when he begins to wait. */
const FIRST = 20;

/** A place in the queue; `minutes` is how long it may take from there, where the last chats tell. */
export interface QueuePlace {
  readonly n: number;
  readonly minutes?: number;
}

/** Where users stand in the queue, and telling them. */
export function createQueuePlace(house: {
  readonly store: Pick<Store, 'lists' | 'queuePlaces' | 'chats'>;
  readonly settings: Pick<SettingsSource, 'current'>;
  readonly report: (chat: string, command: Command) => Promise<void>;
  /** The place by which agents are found; as it is when left out. */
  readonly placeNow?: (place: Place) => Place;
}) {
  const { store, settings, placeNow = (place) => place } = house;
  const isOff = () => settings.current().chats.placeEverySeconds === 0;

  /** Chats of one line wait for the same agents. */
  function lineOf(place: Place): string {
    const { queue, company } = placeNow(place);
    const { supportQueues, companyFilter } = settings.current().desk;
    return JSON.stringify([supportQueues && queue, companyFilter && company]);
  }

  async function placeAt(n: number, chat: Chat): Promise<QueuePlace> {
    const pace = await store.queuePlaces.pace(chat);
    return pace === undefined ? { n } : { n, minutes: Math.max(1, Math.round((n * pace) / 60_000)) };
  }

  async function placeOf(chat: Chat): Promise<QueuePlace | undefined> {
    if (isOff()) return undefined;
    const own = lineOf(chat);
    const cover = await store.lists.cover((place) => lineOf(place) === own);
    const n = await store.queuePlaces.of(chat, cover);
    return n === undefined ? undefined : placeAt(n, chat);
  }

  const tell = (chat: Chat, place: QueuePlace) => house.report(chat.id, { type: 'tell-place', ...place });

  return {
    /** Where a chat stands now; undefined where it does not wait, or nobody is told. */
    placeOf,

    /** Tells the user of a chat that has begun to wait. */
    async tellOne(id: string): Promise<void> {
      const { chat } = await store.chats.read(id);
      const place = chat && (await placeOf(chat));
      if (chat !== undefined && place !== undefined) await tell(chat, place);
    },

    /** Tells those at the front of each line who have moved up. The cost grows with the lines, not with their length. */
    async tellFirst(): Promise<void> {
      if (isOff()) return;
      const lines = Map.groupBy(await store.lists.places(), lineOf);
      for (const places of lines.values()) {
        const { ids } = await store.lists.waiting(store.lists.coverOf(places), undefined, FIRST);
        for (const chat of await store.chats.readAll(ids)) {
          const n = ids.indexOf(chat.id) + 1;
          if (chat.place === undefined || n < chat.place.n) await tell(chat, await placeAt(n, chat));
        }
      }
    },
  };
}
