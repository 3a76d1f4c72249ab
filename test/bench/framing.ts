/**
 * Cuts a TCP stream into HTTP/1.1 messages. It knows bodies with a content-length only, which is all
 * that the parties of the benchmark send, and costs so little that the generator is not what is measured.
 * @returns what takes the next chunk; it throws on a message it does not know how to read
 */
export function createFraming(onMessage: (head: string, body: string) => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      const end = pending.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = pending.toString('latin1', 0, end);
      if (/^transfer-encoding:/im.test(head)) throw new Error(`a body without content-length:\n${head}`);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      const next = end + 4 + length;
      if (pending.length < next) return;
      const body = pending.toString('utf8', end + 4, next);
      pending = pending.subarray(next);
      onMessage(head, body);
    }
  };
}
