import { type Attachment, fileIdOf } from '../chat/entry.ts';
import { publicTranscript } from '../chat/transcript.ts';
import type { TicketEntry, TicketFile } from '../connector/connector.ts';
import { done, type Failed, type Outcome, refused, succeeded } from '../connector/outcome.ts';
import { liesIn } from '../store/files/index.ts';
import { abandonBegan, appendOnce, refOf } from './append-to-ticket.ts';
import { sendWrite } from './send-write.ts';
import { ticketRow } from './ticket-row.ts';
import { laneLost, type TicketWork, writeKey } from './ticket-work.ts';
import { writeEntries } from './write-entries.ts';

/** A file as a write remembers it: never its bytes. */
type NamedFile = Omit<TicketFile, 'bytes'> & { readonly hash: string };

/** An entry as the ledger holds it. */
type FilesEntry = Omit<TicketEntry, 'files'> & { readonly files: readonly NamedFile[] };

/**
 * Brings the files of the chat's public lines to the ticket, as many to an entry as the ITSM takes.
 * A file that it does not take leaves a note there; neither holds up what comes after. Where entries
 * take no files, their names stand in the transcript and that is all.
 */
export async function attachFiles(work: TicketWork, upTo: number): Promise<Outcome<undefined>> {
  const { instance, chat, ticket, ports } = work;
  const { filesPerEntry } = instance.definition.capabilities;
  if (refOf(work) === undefined || filesPerEntry === 0) return done(undefined);
  const entries = await ports.readLog(chat.id);
  const abandoning = abandonBegan(chat, entries);
  // What an earlier chat has brought to it is there.
  const first = ticket.continues === undefined ? 1 : ticket.describedUpTo + 1;
  // As with the transcript: an abandon does the first part before the chat is closed, the rest follows.
  for (const [name, from, to] of [
    ['files', first, Math.min(upTo, abandoning)],
    ['files-rest', Math.max(first, abandoning + 1), upTo],
  ] as const) {
    const lines = publicTranscript(chat, entries, { from, upTo: to });
    const files = await kept(
      work,
      lines.flatMap(({ attachments = [] }) => attachments),
    );
    for (let i = 0; i * filesPerEntry < files.length; i++) {
      const group = files.slice(i * filesPerEntry, (i + 1) * filesPerEntry);
      const outcome = await attachGroup(work, `${name}-${i + 1}`, group);
      if (!succeeded(outcome)) return outcome;
    }
  }
  return done(undefined);
}

/**
 * Those of them that we keep, for this chat or for those of its conversation that it goes on with; an
 * address that leads to another chat's file brings nothing.
 */
async function kept(
  { ports, chat }: TicketWork,
  attachments: readonly Attachment[],
): Promise<readonly NamedFile[]> {
  const found = await Promise.all(
    attachments.map(async (attachment): Promise<NamedFile[]> => {
      const id = fileIdOf(attachment);
      const file = id === undefined ? undefined : await ports.files.find(id);
      if (file === undefined) return [];
      const ofEarlier = chat.reopens !== undefined && liesIn(chat.conversation, file);
      if (file.chat !== chat.id && !ofEarlier) return [];
      return [{ name: attachment.name, contentType: file.contentType, hash: file.hash }];
    }),
  );
  return found.flat();
}

/** One entry with its files; where that is refused as a whole, each file gets an entry of its own. */
async function attachGroup(
  work: TicketWork,
  name: string,
  files: readonly NamedFile[],
): Promise<Outcome<undefined>> {
  const one = (i: number) => `${name}-${i + 1}`;
  const apart = files.length > 1 && (await work.ledger.isMeant(one(0)));
  const outcome = apart ? refused('each goes alone by now') : await attach(work, name, files);
  if (outcome.kind !== 'refused') return outcome;
  // Where a field is named the entry is there, and of its files that one is not.
  if (files.length === 1 || outcome.field !== undefined) return leaveNote(work, name, files, outcome);
  await work.ledger.leave(name);
  for (const [i, file] of files.entries()) {
    const alone = await attach(work, one(i), [file]);
    const told = alone.kind === 'refused' ? await leaveNote(work, one(i), [file], alone) : alone;
    if (!succeeded(told)) return told;
  }
  return done(undefined);
}

/** Writes one entry, once. The bytes are read when they are sent. */
async function attach(
  work: TicketWork,
  name: string,
  named: readonly NamedFile[],
): Promise<Outcome<undefined>> {
  const { instance, ledger, held, ports, ticket } = work;
  const ref = refOf(work);
  if (ref === undefined) return done(undefined);
  const { visibility = 'internal', type } = instance.mapping[ticket.type]?.workInfo ?? {};
  const write = await ledger.intend<FilesEntry>(name, async () => ({
    state: 'intent',
    key: writeKey(work, name),
    request: {
      summary: 'Live chat: files',
      text: `Files of the live chat: ${namesOf(named)}`,
      visibility,
      ...(type !== undefined && { type }),
      files: named,
    },
  }));
  if (write.state === 'confirmed') return done(undefined);
  const files: TicketFile[] = [];
  for (const { hash, ...file } of write.request.files) {
    const bytes = await ports.files.read(hash);
    if (bytes === undefined) return refused(`“${file.name}” is not kept any more.`);
    files.push({ ...file, bytes });
  }
  const tried = await ledger.sent(name, held);
  if (tried === undefined) return laneLost();
  const entry = { ...write.request, files };
  const outcome = await sendWrite(work, name, { key: write.key, tried }, (writeKey) =>
    writeEntries(work, name, ref, [entry], writeKey),
  );
  if (!succeeded(outcome)) return outcome;
  await ledger.confirm(name, write, ticketRow(work, name, 'confirmed'));
  return done(undefined);
}

/** Tried once: a ticket that refuses it goes without. */
async function leaveNote(
  work: TicketWork,
  name: string,
  files: readonly NamedFile[],
  { reason }: Extract<Failed, { readonly kind: 'refused' }>,
): Promise<Outcome<undefined>> {
  const note = `${name}-note`;
  const outcome = await appendOnce(work, note, async () => ({
    summary: 'Live chat: a file is missing',
    text: `Not every file of the live chat could be attached (${namesOf(files)}): ${reason}`,
    visibility: 'internal',
  }));
  if (outcome.kind !== 'refused' && !succeeded(outcome)) return outcome;
  for (const left of [note, name]) await work.ledger.leave(left);
  return done(undefined);
}

const namesOf = (files: readonly NamedFile[]): string => files.map(({ name }) => name).join(', ');
