import { part } from './element.ts';

/** Shows that the chat is on its way, for as long as this takes. */
export async function whileLoading<T>(work: Promise<T>): Promise<T> {
  const sign = part('loading', HTMLElement);
  sign.hidden = false;
  try {
    return await work;
  } finally {
    sign.hidden = true;
  }
}
