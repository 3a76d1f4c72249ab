import type { Attachment } from '../chat/entry.ts';
import { fileIdOf } from '../chat/entry.ts';
import { Problem } from '../shared/http/problem.ts';
import type { StoredFile } from '../store/files/index.ts';
import { addressOf } from '../store/files/take-file.ts';
import { type Caller, type Callers, chatFor } from './caller.ts';
import { whyNoFiles } from './file-rules.ts';
import type { DeskPorts } from './ports.ts';

/** A file as the log names it. */
export const attachmentOf = (file: StoredFile): Attachment => ({
  name: file.name,
  contentType: file.contentType,
  url: addressOf(file),
  size: file.size,
});

/**
 * The files that an agent's message names. What they are the store says, not the message; each has to
 * lie in this chat, so that no message opens another's.
 * @throws Problem 404, 403, 409, or 422 `attachment-unknown`
 */
export async function sentFiles(
  ports: DeskPorts,
  callers: Callers,
  caller: Caller,
  chatId: string,
  named: readonly { readonly url: string }[],
): Promise<readonly Attachment[]> {
  const chat = await chatFor(ports, caller, chatId);
  const no = whyNoFiles(await callers.owner(caller), chat, ports.settings.current().files);
  if (no !== undefined) throw no;
  const ids = new Set(named.map((one) => fileIdOf(one) ?? ''));
  return Promise.all(
    [...ids].map(async (id) => {
      const file = await ports.files.find(id);
      if (file?.chat === chat.id) return attachmentOf(file);
      throw new Problem(
        422,
        'attachment-unknown',
        'This chat has no such file. Send it to /api/v1/chats/{id}/files first, and name the url of the answer.',
      );
    }),
  );
}
