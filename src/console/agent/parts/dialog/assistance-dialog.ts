import { html } from 'lit';
import { type ChatRow, whenMine } from './row.ts';
import { WordsDialog } from './words-dialog.ts';

/** Calls a supervisor into the chat. */
export class AssistanceDialog extends WordsDialog {
  protected override readonly asking = {
    title: 'Ask for assistance',
    lead: () => 'Supervisors are told at once and can join. The user does not see this.',
    label: 'What is it about? (optional)',
    required: false,
    limit: 500,
    button: 'Ask a supervisor',
  };

  protected override send(text: string): Promise<void> {
    return this.carryOut('askForAssistance', text === '' ? {} : { text });
  }
}

customElements.define('db-assistance-dialog', AssistanceDialog);

export const ASSISTANCE: ChatRow = {
  name: 'assistance',
  label: 'Ask for Assistance',
  menu: 'chat',
  off: ({ assistance }) => (assistance === undefined ? undefined : 'Assistance asked for'),
  when: whenMine,
  element: (desk, chat) => html`<db-assistance-dialog .desk=${desk} .chatId=${chat}></db-assistance-dialog>`,
};
