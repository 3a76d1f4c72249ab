import type { AgentAccount, SettingsSource } from '../../config/schema.ts';
import { underRules } from './policy.ts';

/** Accounts of a desk by id, as its rules make them; built once for each version of the settings. */
export function accountsOf(settings: SettingsSource): () => ReadonlyMap<string, AgentAccount> {
  let built: { readonly version: number; readonly accounts: ReadonlyMap<string, AgentAccount> } | undefined;
  return () => {
    const { version, agents, desk } = settings.current();
    if (built?.version !== version) {
      const accounts = agents.map((account) => [account.id, underRules(account, desk)] as const);
      built = { version, accounts: new Map(accounts) };
    }
    return built.accounts;
  };
}
