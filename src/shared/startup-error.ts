/** Why the program cannot start, for the person at the terminal: what, why, how to fix it. The command prints it and exits with 1. */
export class StartupError extends Error {
  readonly why: string;
  readonly fix: string;

  constructor(what: string, why: string, fix: string) {
    super(what);
    this.name = 'StartupError';
    this.why = why;
    this.fix = fix;
  }
}
