import type { Connector, Finding } from '../connector/connector.ts';
import { type Outcome, succeeded } from '../connector/outcome.ts';
import { type Checkable, type Checked, checkConnector, isError } from './check-connector.ts';
import { printCheck, printFinding } from './print-check.ts';

/** An instance whose account can be looked at too, where its connector can do that. */
export type Accountable = Checkable & { readonly connector: Pick<Connector, 'check' | 'checkRights'> };

/** Checks every instance, one after the other, for people at a terminal. @returns whether all of it is proven */
export async function checkAll(
  instances: readonly Accountable[],
  rights: boolean,
): Promise<{ readonly text: string; readonly ok: boolean }> {
  if (instances.length === 0) return { text: 'No connector is configured.', ok: true };
  const blocks: string[] = [];
  let ok = true;
  for (const instance of instances) {
    const checked: Checked = await checkConnector(instance);
    ok &&= checked.state === 'proven';
    blocks.push(printCheck(instance.id, checked));
    if (!rights) continue;
    const account = await instance.connector.checkRights?.();
    ok &&= account === undefined || (succeeded(account) && !account.value.some(isError));
    blocks.push(`${instance.id}: rights of the account\n${printRights(account)}`);
  }
  return { text: blocks.join('\n\n'), ok };
}

function printRights(account: Outcome<readonly Finding[]> | undefined): string {
  if (account === undefined) return '  This connector cannot tell them.';
  if (!succeeded(account)) return `  They could not be asked for: ${account.reason}`;
  return account.value.map(printFinding).join('\n') || '  As they should be, as far as the ITSM tells.';
}
