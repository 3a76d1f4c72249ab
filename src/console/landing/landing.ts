interface Site {
  readonly sandboxUrl?: string;
  readonly demo: boolean;
  /** A user for whom this server vouches. */
  readonly customer?: string;
  readonly version?: string;
}

const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
};

/** Shows what belongs to this server alone: its version, its sandbox, and the walk through the demo. */
async function show(): Promise<void> {
  const response = await fetch('/site.json');
  if (!response.ok) return;
  const site = (await response.json()) as Site;
  byId('version').textContent = site.version ?? '';
  byId('demo').hidden = !site.demo;
  byId('customer').hidden = site.customer === undefined;
  byId('customer-name').textContent = `Help chat as ${site.customer}`;
  if (site.sandboxUrl !== undefined && URL.canParse(site.sandboxUrl)) {
    const url = new URL(site.sandboxUrl);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return;
    byId('sandbox').querySelector('a')?.setAttribute('href', url.href);
    byId('sandbox').hidden = false;
  }
}

// The page is whole without it: a server that does not answer leaves the links as they are.
show().catch(() => undefined);
