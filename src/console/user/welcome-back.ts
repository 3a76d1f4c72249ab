import { part } from './element.ts';
import type { ChatSession, KeptResume } from './kept.ts';
import { CannotGoOn } from './session.ts';

/**
 * Asks whoever opens a new tab whether they are who was here before, and shows nothing of the chat until they
 * say so. Undefined where they are somebody else.
 * @param resume asks the server, as often as it takes
 * @throws CannotGoOn where the server says no
 */
export function askWhetherBack(
  { userName }: KeptResume,
  resume: () => Promise<ChatSession>,
): Promise<ChatSession | undefined> {
  const panel = part('back', HTMLElement);
  const told = part('back-told', HTMLElement);
  const yes = part('back-yes', HTMLButtonElement);
  const no = part('back-no', HTMLButtonElement);
  part('back-title', HTMLElement).textContent = `Go on as ${userName}?`;
  panel.hidden = false;
  yes.focus();
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      panel.hidden = true;
      settle();
    };
    yes.addEventListener('click', () => {
      yes.disabled = true;
      resume()
        .then((session) => done(() => resolve(session)))
        .catch((error: unknown) => {
          if (error instanceof CannotGoOn) return done(() => reject(error));
          told.textContent = error instanceof Error ? error.message : String(error);
          told.hidden = false;
        })
        .finally(() => {
          yes.disabled = false;
        });
    });
    no.addEventListener('click', () => done(() => resolve(undefined)));
  });
}
