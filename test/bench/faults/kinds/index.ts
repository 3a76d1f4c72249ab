import { HOUSE_KINDS } from './house.ts';
import type { Kind } from './kind.ts';
import { OUTSIDE_KINDS } from './outside.ts';

/** Every kind of fault by its name. */
export const KINDS: ReadonlyMap<string, Kind> = new Map(Object.entries({ ...HOUSE_KINDS, ...OUTSIDE_KINDS }));
