/** Points at one ticket. `id` is what the connector addresses it by, `displayId` what people say. */
export interface TicketRef {
  readonly type: string;
  readonly id: string;
  readonly displayId: string;
  readonly url?: string;
}
