import { OFFICE } from '../api/operations/office.ts';
import type { People } from '../people/room.ts';
import type { Route } from '../shared/http/route.ts';
import { office } from './office.ts';
import type { OfficePorts } from './ports.ts';

/** The office: what supervisors and admins ask of the whole desk. */
export const createOffice = (ports: OfficePorts, people: People): { readonly routes: readonly Route[] } => ({
  routes: people.serve(OFFICE, office(ports, people)),
});
