/**
 * Arrow keys, Home and End walk through the elements of a list or a row of tabs.
 * @param selector which elements, within the one that listens
 */
export function moveFocus(event: KeyboardEvent, selector: string, axis: 'row' | 'column'): void {
  const [back, on] = axis === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(selector)];
  const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
  const at = items.indexOf(root.activeElement as HTMLElement);
  if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const to =
    event.key === back
      ? at - 1
      : event.key === on
        ? at + 1
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? items.length - 1
            : undefined;
  if (to === undefined) return;
  event.preventDefault();
  items[Math.max(0, Math.min(items.length - 1, to))]?.focus();
}
