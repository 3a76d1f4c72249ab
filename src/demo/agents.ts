import { DEMO_ACCOUNTS } from './accounts.ts';

/** The accounts of `npm start` as the settings have them, all with one password. */
export const demoAgents = (passwordHash: string) =>
  DEMO_ACCOUNTS.map(({ id, name, roles }) => ({
    id,
    name,
    roles: [...roles],
    queues: 'all' as const,
    companies: 'all' as const,
    passwordHash,
    itsm: { name, login: id },
  }));
