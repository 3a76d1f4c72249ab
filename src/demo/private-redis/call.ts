import { connect } from 'node:net';

/** A Redis answer as far as we ask for any: text, number, nothing, or a list of these. */
export type Answer = string | number | null | readonly Answer[];

/**
 * One command to the Redis behind a Unix socket, on a connection of its own.
 * @throws Error where nobody listens, Redis answers with an error, or no answer comes within `deadlineMs`
 */
export function call(socket: string, command: readonly string[], deadlineMs = 2_000): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const connection = connect(socket);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      connection.destroy();
      settle();
    };
    const fail = (error: Error): void => finish(() => reject(error));
    const timer = setTimeout(() => fail(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    let received = Buffer.alloc(0);
    connection.on('connect', () => connection.write(encode(command)));
    connection.on('error', fail);
    connection.on('close', () => fail(new Error('Redis closed the connection')));
    connection.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const answer = decode(received, 0);
      if (answer === undefined) return;
      const { value } = answer;
      if (value instanceof Error) fail(value);
      else finish(() => resolve(value));
    });
  });
}

const encode = (command: readonly string[]): string =>
  `*${command.length}\r\n${command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** The value that starts at `at` and the place behind it, or undefined while bytes are missing (RESP2). */
function decode(bytes: Buffer, at: number): { value: Answer | Error; end: number } | undefined {
  const lineEnd = bytes.indexOf('\r\n', at);
  if (lineEnd === -1) return undefined;
  const line = bytes.toString('utf8', at + 1, lineEnd);
  const next = lineEnd + 2;
  switch (String.fromCharCode(bytes[at] ?? 0)) {
    case '+':
      return { value: line, end: next };
    case '-':
      return { value: new Error(line), end: next };
    case ':':
      return { value: Number(line), end: next };
    case '$': {
      const length = Number(line);
      if (length < 0) return { value: null, end: next };
      const end = next + length + 2;
      return bytes.length < end ? undefined : { value: bytes.toString('utf8', next, end - 2), end };
    }
    case '*':
      return decodeList(bytes, next, Number(line));
    default:
      return { value: new Error('not a Redis'), end: next };
  }
}

function decodeList(bytes: Buffer, start: number, length: number): ReturnType<typeof decode> {
  const values: Answer[] = [];
  let end = start;
  for (let n = 0; n < length; n += 1) {
    const item = decode(bytes, end);
    if (item === undefined || item.value instanceof Error) return item;
    values.push(item.value);
    end = item.end;
  }
  return { value: values, end };
}
