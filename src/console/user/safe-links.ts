/** Where a link of a conversation may lead; all else, `javascript:` and `data:` among it, leads nowhere. */
const ALLOWED = new Set(['https:', 'http:', 'mailto:', 'tel:']);
const LINKS = 'a, area, base, form, [formaction], iframe, embed, object';
const ADDRESSES = ['href', 'xlink:href', 'action', 'formaction', 'src', 'srcdoc', 'data'];

/** What a person has typed is words: no markdown is read into it, so it cannot make links of its own. */
export function asTyped<A extends { readonly type?: unknown; readonly from?: { readonly role?: string } }>(
  activity: A,
): A {
  return activity.type === 'message' && activity.from?.role === 'user'
    ? { ...activity, textFormat: 'plain' }
    : activity;
}

/**
 * Takes the address off each link below `root` that could run something, however it was written: what the
 * browser has made of it is looked at, in the same task in which Web Chat puts it there.
 */
export function watchLinks(root: HTMLElement): void {
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes)
      for (const node of [target, ...addedNodes]) if (node instanceof Element) clean(node);
  }).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ADDRESSES });
}

function clean(element: Element): void {
  for (const one of [element, ...element.querySelectorAll(LINKS)]) {
    if (!one.matches(LINKS)) continue;
    for (const name of ADDRESSES) {
      const address = one.getAttribute(name);
      if (address !== null && !isSafe(address)) one.removeAttribute(name);
    }
  }
}

function isSafe(address: string): boolean {
  if (!URL.canParse(address, document.baseURI)) return false;
  return ALLOWED.has(new URL(address, document.baseURI).protocol);
}
