import { html } from 'lit';
import { Refusal } from '../../api/refusal.ts';
import type { Desk } from '../../desk/desk.ts';
import { kindWords, templateKinds } from '../../state/words.ts';
import './create-dialog.ts';
import { type ChatRow, whenMine } from './row.ts';

type Kind = 'incident' | 'work-order';

/** Answers of the server that a dialog can go on from. */
const ASKABLE = ['fields-required', 'ticket-exists', 'earlier-ticket'];

/** Asks for the first ticket of a type at once; one that failed is tried again. */
async function begin(desk: Desk, id: string, type: Kind): Promise<'done' | Refusal | undefined> {
  const chat = desk.state.chats[id];
  if (!chat || desk.state.running.has(`ticket ${type} ${id}`)) return 'done';
  const same = chat.tickets.filter((ticket) => ticket.created && ticket.kind === type);
  const failed = same.find((ticket) => ticket.state === 'failed' && !ticket.givenUp);
  if (failed === undefined && same.length > 0) return undefined;
  try {
    if (failed) await desk.atOnce.retryTicket(id, failed.n);
    else await desk.change('createTicket', { id, body: { type } }, `ticket ${type}`);
  } catch (error) {
    if (error instanceof Refusal && ASKABLE.includes(error.code)) return error;
    desk.tell(error);
  }
  return 'done';
}

const creating = (type: Kind): ChatRow => ({
  name: type,
  label: `Create ${kindWords(type)}`,
  menu: 'tickets',
  when: whenMine,
  begin: (desk, chat) => begin(desk, chat, type),
  element: (desk, chat, refusal) =>
    html`<db-create-dialog .desk=${desk} .chatId=${chat} .kind=${type} .refusal=${refusal}></db-create-dialog>`,
});

export const INCIDENT = creating('incident');
export const WORK_ORDER = creating('work-order');

export const TEMPLATE: ChatRow = {
  name: 'template',
  label: 'Create from a Template',
  menu: 'tickets',
  when: (chat, state) => whenMine(chat, state) && templateKinds(chat).length > 0,
  element: (desk, chat) => html`<db-create-dialog .desk=${desk} .chatId=${chat}></db-create-dialog>`,
};
