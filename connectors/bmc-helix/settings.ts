import { z } from 'zod';

const text = (describe: string) => z.string().trim().min(1).describe(describe);

/** What an admin sets for one BMC Helix ITSM. Secrets arrive here already resolved. */
export const settings = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/(?<!\/)\/+$/, ''))
      .describe(
        'Address of the AR REST server, without /api: https://<tenant>-restapi.onbmc.com or https://<host>:8443',
      ),
    username: text('Account the connector signs in with; it needs write access to incidents and work orders'),
    password: z
      .string()
      .min(1)
      .describe('Its password. A blank one is refused here, since the server does not check it'),
    authString: z
      .string()
      .optional()
      .describe('Authentication string, where the server asks for one at sign-in'),
    ticketUrl: text(
      'Link to a ticket for agents; {base} is the address above, {displayId} the number',
    ).default('{base}/tickets/{displayId}'),
    articleUrl: text(
      'Link to a knowledge article that users can open; {base} is the address above, {displayId} the article number',
    ).default('{base}/articles/{displayId}'),
    incidentKeyField: text(
      'Incident field that carries our key, so that no incident is created twice; it must exist on the creating and the reading form. `Chat Session ID` works too unless BMC chat uses it',
    ).default('Vendor Ticket Number'),
    workOrderKeyField: text('The same for work orders').default('Chat Session ID'),
    incidentResolveFields: z
      .array(text('Field of HPD:IncidentInterface, to the letter'))
      .default([])
      .describe(
        'Fields that a rule of your site demands before an incident is resolved and that the form itself does not mark as required',
      ),
    workOrderResolveFields: z
      .array(text('Field of WOI:WorkOrder, to the letter'))
      .default([])
      .describe('The same for completing work orders'),
    defaultCustomer: z
      .strictObject({
        firstName: text('First name as in CTM:People'),
        lastName: text('Last name as in CTM:People'),
        company: text('Company as in CTM:People'),
        login: text('Remedy Login ID'),
      })
      .default({
        firstName: 'Live Chat',
        lastName: 'Customer',
        company: 'Calbro Services',
        login: 'livechat',
      })
      .describe('Customer of tickets whose user the ITSM does not know, or knows twice'),
    defaultAssignee: z
      .strictObject({
        name: text('Full name as in CTM:People; must be support staff'),
        login: text('Remedy Login ID'),
      })
      .default({ name: 'Live Chat Desk', login: 'deskbridge' })
      .describe('Assignee of tickets whose agent is not mapped; Resolve needs one'),
    deadlineMs: z
      .int()
      .min(100)
      .max(300_000)
      .default(60_000)
      .describe(
        'Longest wait for the answer to a write, in milliseconds; the ITSM is told it and gives up as well. What is only read has 20 seconds at most',
      ),
    settleMs: z
      .int()
      .min(0)
      .max(300_000)
      .default(30_000)
      .describe(
        'A write that was not answered is sent again once the deadline and this margin are over, in milliseconds: as long as a search of the ITSM may not show a new ticket yet',
      ),
  })
  .describe('BMC Helix ITSM (Remedy) over AR REST');

export type Settings = z.output<typeof settings>;

const LONGEST_READ_MS = 20_000;

/** The deadline of a call that writes nothing, milliseconds. */
export const readDeadlineMs = ({ deadlineMs }: Pick<Settings, 'deadlineMs'>): number =>
  Math.min(deadlineMs, LONGEST_READ_MS);

/** A deadline as AR is told it: in whole seconds. */
export const toldSeconds = (deadlineMs: number): number => Math.ceil(deadlineMs / 1000);
