import { done } from '../src/connector/outcome.ts';
import { type AssigningPorts, assignChats as assign } from '../src/desk/assigning.ts';
import type { Job } from './errand.ts';

/** Waiting chats go to agents who are free; what nobody can take now waits for the next time something changes. */
export const assignChats =
  (ports: AssigningPorts): Job =>
  async () => {
    await assign(ports);
    return done(undefined);
  };
