import { readdirSync, readFileSync } from 'node:fs';
import type { Load } from './evidence.ts';

/** What a process holds now, as Linux tells; zeros where it cannot be told. */
export function loadOf(pid: number): Load {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kib = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    return { fds: readdirSync(`/proc/${pid}/fd`).length, rss: kib * 1024 };
  } catch {
    return { fds: 0, rss: 0 };
  }
}
