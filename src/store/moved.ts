/**
 * True for the answers of a Redis that does not, or not any more, hold the desk: behind the same address another
 * one may lead by now. A script's error stands at the end of a sentence of Redis 6.2, behind a dash.
 */
export const hasMoved = (error: Error): boolean =>
  /(?:^|-)(?:READONLY|UNBLOCKED|MASTERDOWN|NOREPLICAS|LOADING)\b/.test(error.message);
