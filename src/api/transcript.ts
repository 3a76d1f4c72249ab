import type { z } from 'zod';
import type { Chat } from '../chat/chat.ts';
import { type Transcript, transcriptText } from '../chat/transcript.ts';
import type { TranscriptFile, TranscriptLine } from './user-chats.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

/** A transcript's lines without anything that is not for its readers. */
export const transcriptLines = (transcript: Transcript): TranscriptLine[] =>
  transcript.map(({ seq, at, author, type, code, text, attachments }) => ({
    seq,
    at: iso(at),
    author: { kind: author.kind, name: author.name },
    type,
    ...(code !== undefined && { code }),
    text,
    ...(attachments !== undefined && { attachments: [...attachments] }),
  }));

/**
 * A transcript as a file to keep. No browser shows it, or takes it for anything else than it is.
 * @param wanted `format` of the query; without it the header `accept` decides, and plain text is usual
 */
export function transcriptFile(
  chat: Chat,
  transcript: Transcript,
  wanted: { readonly format?: 'text' | 'json' | undefined; readonly accept?: string | undefined },
) {
  const json = (wanted.format ?? (wanted.accept?.includes('application/json') ? 'json' : 'text')) === 'json';
  const { id, subject, createdAt, closedAt } = chat;
  const file: z.infer<typeof TranscriptFile> = {
    chat: {
      id,
      subject,
      createdAt: iso(createdAt),
      ...(closedAt !== undefined && { closedAt: iso(closedAt) }),
    },
    lines: transcriptLines(transcript),
  };
  const name = `chat-${iso(createdAt).slice(0, 10)}.${json ? 'json' : 'txt'}`;
  return {
    status: 200,
    body: json ? JSON.stringify(file, undefined, 2) : `${subject}\n\n${transcriptText(transcript)}\n`,
    headers: {
      'content-type': json ? 'application/json' : 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      vary: 'accept',
    },
  };
}
