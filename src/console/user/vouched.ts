/** Who vouches for the user, and under which name. */
export interface Vouched {
  readonly name: string;
  readonly identity: string;
}

/** The customer for whom the demo's server vouches, where the address asks for them; no other server has one. */
export async function vouchedCustomer(): Promise<Vouched | undefined> {
  if (new URLSearchParams(location.search).get('as') !== 'customer') return undefined;
  const response = await fetch('/demo/identity', { method: 'POST', signal: AbortSignal.timeout(15_000) });
  return response.ok ? ((await response.json()) as Vouched) : undefined;
}
