/** An element of chat.html. @throws Error where it is not there */
export function part<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`chat.html has no #${id}`);
  return found;
}

/** A new element with a text: whatever it says stays text. */
export function withText<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text: string,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** A button that takes no second press while it works, and keeps the focus. @param failed gets the sentence for the user */
export function button(text: string, work: () => Promise<void>, failed: (why: string) => void): HTMLElement {
  const element = withText('button', text);
  element.type = 'button';
  element.className = 'outlined';
  element.addEventListener('click', () => {
    if (element.ariaDisabled === 'true') return;
    element.ariaDisabled = 'true';
    work()
      .catch((error: unknown) => failed(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        element.ariaDisabled = null;
      });
  });
  return element;
}
