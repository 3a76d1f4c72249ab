import type { AgentAccount, ConnectorSettings } from '../../config/schema.ts';
import type { Person } from '../connector/lookup.ts';
import { done, type Outcome, succeeded } from '../connector/outcome.ts';
import { type Clock, stopwatch } from '../shared/clock.ts';
import { waiting } from './patient.ts';
import type { ConnectorInstance, ItsmPerson } from './ports.ts';

/** What a person may do changes seldom, and every wish for a ticket asks. */
const KNOWN_MS = 5 * 60_000;
const MOST_KNOWN = 5_000;

/** The person of an agent, or why there is none: the end of a sentence. */
export type Linked = { readonly person: Person } | { readonly why: string };

/** How an agent is tied to a person: found there, or written down with the name. */
type Link = { readonly login: string; readonly name?: string } | { readonly email: string };

/**
 * Which persons of the ITSM the agents are. What an ITSM said is believed for five minutes, by this
 * process, and for as long as the ITSM cannot be asked again: agents wish for tickets then too.
 */
export function createPersons(house: {
  readonly instance: (id: string) => ConnectorInstance | undefined;
  readonly account: (agentId: string) => Promise<Pick<AgentAccount, 'id' | 'email' | 'itsm'> | undefined>;
  /** How the agents of an instance are linked. */
  readonly links: (connector: string) => ConnectorSettings['persons'] | undefined;
  readonly clock: Clock;
}) {
  const elapsed = stopwatch(house.clock);
  const known = new Map<string, { until: number; readonly answer: Promise<Outcome<Linked>> }>();

  async function linkOf(connector: string, agentId: string): Promise<Link | undefined> {
    const account = await house.account(agentId);
    const { by, table = {} } = house.links(connector) ?? {};
    if (Object.hasOwn(table, agentId)) return { login: table[agentId] ?? '' };
    if (account?.itsm !== undefined) return account.itsm;
    if (by === 'login' && account !== undefined) return { login: account.id };
    return by === 'mail' && account?.email !== undefined ? { email: account.email } : undefined;
  }

  async function look(instance: ConnectorInstance, link: Link): Promise<Outcome<Linked>> {
    const query = 'login' in link ? { login: link.login } : link;
    const found = await instance.connector.lookup('person', query);
    if (!succeeded(found)) return found;
    const [person, second] = found.value;
    const wanted = 'login' in link ? `the login ${link.login}` : `the address ${link.email}`;
    if (person === undefined) return done({ why: `nobody there has ${wanted}` });
    return done(second === undefined ? { person } : { why: `several people there have ${wanted}` });
  }

  /** Callers at the same time share one question. What was never answered is asked again. */
  function ask(instance: ConnectorInstance, link: Link): Promise<Outcome<Linked>> {
    const key = JSON.stringify([instance.id, link]);
    const before = known.get(key);
    if (before !== undefined && elapsed() < before.until) return before.answer;
    const answer = look(instance, link).then((now) =>
      before !== undefined && (now.kind === 'busy' || now.kind === 'unknown') ? before.answer : now,
    );
    const kept = { until: Number.POSITIVE_INFINITY, answer };
    known.delete(key);
    if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value ?? '');
    known.set(key, kept);
    const forget = () => void (known.get(key) === kept && known.delete(key));
    answer.then((outcome) => {
      kept.until = elapsed() + KNOWN_MS;
      if (!succeeded(outcome)) forget();
    }, forget);
    return answer;
  }

  /** The agent's person as the ITSM has it, with what it may do there. */
  async function find(connector: string, agentId: string): Promise<Outcome<Linked>> {
    const instance = house.instance(connector);
    const link = await linkOf(connector, agentId);
    if (instance === undefined || link === undefined)
      return done({ why: 'your account is linked to nobody there' });
    return ask(instance, link);
  }

  return {
    find,

    /** Whom a ticket is assigned to and whom its notes name. A name that is written down is taken as it is. */
    async of(connector: string, agentId: string): Promise<Outcome<ItsmPerson | undefined>> {
      const link = await linkOf(connector, agentId);
      if (link !== undefined && 'login' in link && link.name !== undefined)
        return done({ login: link.login, name: link.name });
      const found = waiting(await find(connector, agentId));
      if (found.kind === 'busy' || found.kind === 'unknown') return found;
      // Whatever else stands in the way, the ticket is written: under the default assignee.
      return done(succeeded(found) && 'person' in found.value ? found.value.person : undefined);
    },
  };
}

export type Persons = ReturnType<typeof createPersons>;
