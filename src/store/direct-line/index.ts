import type { Redis } from 'ioredis';
import { type ActivityStore, createActivityStore } from './activities.ts';
import { type ConversationStore, createConversationStore } from './conversations.ts';
import { createIdentityStore, type IdentityStore } from './identities.ts';
import { createResumeStore, type ResumeStore } from './resumes.ts';
import { createTicketStore, type TicketStore } from './tickets.ts';
import { createTokenKey } from './token-key.ts';
import { createWakeStore, type WakeStore } from './wake.ts';

/** All that the side door keeps, in Redis. Every function takes the desk first and fails with `DirectLineStoreError`. */
export interface DirectLineStore {
  readonly conversations: ConversationStore;
  readonly activities: ActivityStore;
  readonly tickets: TicketStore;
  readonly identities: IdentityStore;
  readonly resumes: ResumeStore;
  readonly wakes: WakeStore;
  readonly tokenKey: (desk: string) => Promise<Uint8Array>;
}

/** @param redis a connection for commands; one more, for wake-ups, is made from its settings when a process follows them */
export function createDirectLineStore(redis: Redis): DirectLineStore {
  const tokenKey = createTokenKey(redis);
  return {
    conversations: createConversationStore(redis),
    activities: createActivityStore(redis),
    tickets: createTicketStore(redis),
    identities: createIdentityStore(redis),
    resumes: createResumeStore(redis, tokenKey),
    wakes: createWakeStore(redis),
    tokenKey,
  };
}
