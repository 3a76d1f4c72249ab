/** It may work later: nobody answered, or the server could not do it now. */
export class Trouble extends Error {
  /** The status that came; none where nobody answered. */
  readonly status: number | undefined;
  constructor(status?: number) {
    super('The help desk could not be reached.');
    this.status = status;
  }
}

/** The server will not take it, however often it is asked. */
export class Refused extends Error {}

export interface Attachment {
  readonly name?: string;
  readonly contentUrl: string;
}
export interface Outgoing {
  readonly type?: string;
  readonly attachments?: readonly Attachment[];
  readonly channelData?: Readonly<Record<string, unknown>>;
}
