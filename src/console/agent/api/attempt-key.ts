import { freshKey } from './key.ts';

/** The Idempotency-Key of a wish: the same for as long as the same is asked for, so that trying again repeats nothing. */
export class AttemptKey {
  private asked: string | undefined;
  private key = '';

  for(wish: unknown): string {
    const asked = JSON.stringify(wish);
    if (asked !== this.asked) this.key = freshKey();
    this.asked = asked;
    return this.key;
  }
}
