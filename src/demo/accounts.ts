/** The accounts of `npm start`. All are members of all queues. */
export const DEMO_ACCOUNTS = [
  { id: 'alice', name: 'Alice Smith', roles: ['agent'] },
  { id: 'bob', name: 'Bob Jones', roles: ['agent'] },
  { id: 'sam', name: 'Sam Taylor', roles: ['agent', 'supervisor'] },
  { id: 'ada', name: 'Ada Martin', roles: ['agent', 'supervisor', 'admin'] },
] as const;
