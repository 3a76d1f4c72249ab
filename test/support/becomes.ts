import { expect } from '@jest/globals';
import { eventually } from './eventually.ts';

/**
 * Reads again until what is read equals what is expected, which may be a matcher such as
 * `expect.stringMatching`. For all that a page or a server comes to only after a moment.
 */
export async function becomes(read: () => Promise<unknown> | unknown, expected: unknown): Promise<void> {
  let last: unknown;
  const equal = async (): Promise<boolean> => {
    last = await read();
    expect(last).toEqual(expected);
    return true;
  };
  await eventually(equal, 'what was expected').catch(() => expect(last).toEqual(expected));
}
