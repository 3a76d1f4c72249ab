// Preloaded into a process of the product (`node --import`): its clock of the day shows as many milliseconds
// more as stand in the file that TURNED_CLOCK names. Timers and durations go on as they did.
import { readFileSync } from 'node:fs';

const file = process.env.TURNED_CLOCK;
const Real = Date;
const ahead = () => Number(readFileSync(file, 'utf8'));
const now = () => Real.now() + ahead();

globalThis.Date = new Proxy(Real, {
  construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
  apply: () => new Real(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
