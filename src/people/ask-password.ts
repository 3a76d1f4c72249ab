import { StringDecoder } from 'node:string_decoder';
import type { ReadStream } from 'node:tty';
import { StartupError } from '../shared/startup-error.ts';

const FEWEST_CHARACTERS = 8;
/** A sign-in takes no more, UTF-16 code units. */
const MOST_CHARACTERS = 1_000;

/** Where a password comes from: a terminal, or what is piped in. */
type Source = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;

/**
 * A password that somebody types, unseen and twice, or that is piped in.
 * @param say where the questions stand
 * @throws StartupError for one that is no good
 */
export async function askPassword(source: Source, say: (words: string) => void): Promise<string> {
  if (!source.isTTY) return checked(await piped(source));
  const lines = typedLines(source);
  try {
    say('Password: ');
    const password = checked(await lines.next());
    say('\nOnce more: ');
    if ((await lines.next()) !== password) throw refused('it was not the same both times', 'Type it again.');
    say('\n');
    return password;
  } catch (error) {
    say('\n');
    throw error;
  } finally {
    lines.end();
  }
}

async function piped(source: Source): Promise<string> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  for await (const chunk of source) {
    text += decoder.write(chunk as Buffer);
    // Whatever else comes, it is too long already.
    if (text.length > 2 * MOST_CHARACTERS) break;
  }
  return text.replace(/\r?\n$/, '');
}

/** Lines as they are typed, shown nowhere. */
function typedLines(terminal: Source) {
  terminal.setRawMode?.(true);
  const decoder = new StringDecoder('utf8');
  const typed = (async function* () {
    let line = '';
    for await (const chunk of terminal)
      for (const key of decoder.write(chunk as Buffer)) {
        if (key === '\r' || key === '\n') {
          yield line;
          line = '';
        } else if (key === '\u0003' || key === '\u0004') return;
        else if (key === '\u007f' || key === '\b') line = [...line].slice(0, -1).join('');
        else line += key;
      }
  })();
  return {
    async next(): Promise<string> {
      const { value, done } = await typed.next();
      if (done) throw refused('it was not typed to its end', 'Type it again.');
      return value;
    },
    end: () => void terminal.setRawMode?.(false),
  };
}

function checked(password: string): string {
  if (password.trim() === '')
    throw refused(
      'it is empty',
      'Type one, or pipe one in: printf %s "$PASSWORD" | npm run -s hash-password',
    );
  if (/[\r\n]/.test(password)) throw refused('it has several lines', 'Give one password, on one line.');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(password))
    throw refused('it holds a control character, which a sign-in page cannot send', 'Leave it out.');
  if ([...password].length < FEWEST_CHARACTERS)
    throw refused('it is too short', `Take one of ${FEWEST_CHARACTERS} characters or more.`);
  if (password.length > MOST_CHARACTERS)
    throw refused('it is too long', `Take one of at most ${MOST_CHARACTERS} characters.`);
  return password;
}

const refused = (why: string, fix: string): StartupError =>
  new StartupError('This password is not taken', why, fix);
