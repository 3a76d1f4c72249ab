import type { SendableFiles } from '../api/views.ts';
import { kindsOf } from '../chat/file-words.ts';
import type { Route } from '../shared/http/route.ts';
import type { FilePorts } from './ports.ts';

/** `GET /chat/files`: what users may send, for their page to say so beforehand. */
export const sendableFiles = ({ limits }: FilePorts): Route => ({
  method: 'GET',
  path: '/chat/files',
  handle() {
    const { types, maxBytes, perChat } = limits();
    const body: SendableFiles = { types: [...types], kinds: [...kindsOf(types)], maxBytes, perChat };
    return { status: 200, body };
  },
});
