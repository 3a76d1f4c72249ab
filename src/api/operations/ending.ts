import * as itsm from '../itsm-views.ts';
import * as requests from '../requests.ts';
import { oneChat, operations } from './operation.ts';

/** How the owner closes a chat. */
export const ENDING = operations({
  endForm: {
    who: 'staff',
    chat: 'sees',
    summary: 'What ending would do to each ticket, and what the ITSM asks for',
    status: 200,
    answer: itsm.EndForm,
  },
  end: {
    who: 'staff',
    chat: 'owns',
    summary: 'Close it, resolving its tickets or not',
    body: requests.EndRequest,
    status: 200,
    answer: oneChat,
  },
  abandon: {
    who: 'staff',
    chat: 'owns',
    summary: 'Cancel its tickets and close it',
    status: 200,
    answer: oneChat,
  },
});
