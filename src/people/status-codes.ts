import type { AgentAccount, Settings } from '../../config/schema.ts';

type Agent = Pick<AgentAccount, 'id' | 'companies' | 'language'>;
type Row = Settings['statusCodes']['sets'][number];

/** Reasons for being available, or not; the first is what is meant where none is given. */
export interface StatusCodes {
  readonly available: readonly string[];
  readonly unavailable: readonly string[];
}

/**
 * The reasons that an agent may give: those of his company before everybody's, in his language before
 * any other. Each half is looked for on its own. Of several companies his first counts; who is of all
 * of them has everybody's codes. Whether the desk goes by companies does not matter here.
 */
export function statusCodesOf(agent: Agent, { statusCodes, agents }: Settings): StatusCodes {
  // The account as the admin wrote it: to the desk's rules an agent may be of all companies.
  const { companies, language } = agents.find(({ id }) => id === agent.id) ?? agent;
  const company = companies === 'all' ? undefined : companies[0];
  const his = statusCodes.sets
    .filter((row) => isOf(row, company) && isIn(row, language))
    .toSorted((one, other) => closeness(other) - closeness(one));
  const half = (kind: keyof StatusCodes): readonly string[] =>
    his.find((row) => row[kind] !== undefined)?.[kind] ?? statusCodes[kind];
  return { available: half('available'), unavailable: half('unavailable') };
}

/** The reason that an agent gave, as long as it is one; the first of its kind where the settings have it no more. */
export function statusCodeNow(
  agent: Agent,
  { available, statusCode }: { readonly available: boolean; readonly statusCode?: string | undefined },
  settings: Settings,
): { readonly statusCode?: string } {
  if (statusCode === undefined) return {};
  const codes = statusCodesOf(agent, settings)[available ? 'available' : 'unavailable'];
  const now = codes.includes(statusCode) ? statusCode : codes[0];
  return now === undefined ? {} : { statusCode: now };
}

const isOf = ({ company }: Row, his: string | undefined): boolean =>
  company === undefined || company.toLowerCase() === his?.toLowerCase();

/** `de` is spoken by `de-AT` too. */
const isIn = ({ language }: Row, his = ''): boolean =>
  language === undefined || `${his.toLowerCase()}-`.startsWith(`${language.toLowerCase()}-`);

/** The company goes before the language; a longer tag is a closer one. */
const closeness = ({ company, language = '' }: Row): number =>
  (company === undefined ? 0 : 1_000) + language.length;
