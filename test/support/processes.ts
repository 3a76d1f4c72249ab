import { readdirSync, readFileSync } from 'node:fs';

/** Processes that are alive in a process group, zombies left out. Linux alone can tell. */
export function processesOf(group: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        // After the name in brackets, which may hold anything: state, parent, group.
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return Number(itsGroup) === group && state !== 'Z';
      } catch {
        return false;
      }
    })
    .map(Number);
}

export const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
