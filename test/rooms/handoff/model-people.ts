import type { Owner } from '../../../src/chat/chat.ts';

export const GRACE = 60_000;
/** Cut off is `away` within the grace time and `gone` after it. */
export type Presence = 'here' | 'away' | 'gone';

/** What changes about an agent; `busy` are chats that he has beside those of the model. */
export type PersonMove =
  | { readonly type: 'presence'; readonly agent: Owner; readonly is: Presence }
  | {
      readonly type: 'availability';
      readonly agent: Owner;
      readonly available: boolean;
      readonly busy: number;
    };

/** The agents as the model sees them; everybody is there, available and idle at first. */
export function modelPeople() {
  const people = new Map<string, { presence: Presence; available: boolean; busy: number }>();
  const of = (id: string) => people.get(id) ?? { presence: 'here', available: true, busy: 0 };
  return {
    move(move: PersonMove): void {
      const { id } = move.agent;
      if (move.type === 'presence') people.set(id, { ...of(id), presence: move.is });
      else people.set(id, { ...of(id), available: move.available, busy: move.busy });
    },
    busy: (id: string): number => of(id).busy,
    online: (id: string): boolean => of(id).presence === 'here',
    gone: (id: string): boolean => of(id).presence === 'gone',
    free: (id: string, load: number, capacity: number): boolean =>
      of(id).presence === 'here' && of(id).available && load < capacity,
  };
}
export type ModelPeople = ReturnType<typeof modelPeople>;
