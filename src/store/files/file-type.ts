const OFFICE: Readonly<Record<string, string>> = {
  'word/': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'xl/': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'ppt/': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

const CENTRAL_ENTRY = 0x02014b50;
const CENTRAL_END = 0x06054b50;
const END_LENGTH = 22;

/**
 * What a file is, by its bytes: neither its name nor what the sender calls it counts.
 * Undefined for everything that is not known to be harmless to keep and hand on.
 */
export function fileType(bytes: Uint8Array): string | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begins = (hex: string) => data.subarray(0, hex.length / 2).toString('hex') === hex;
  if (begins('89504e470d0a1a0a')) return 'image/png';
  if (begins('ffd8ff')) return 'image/jpeg';
  if (begins('474946383761') || begins('474946383961')) return 'image/gif';
  if (begins('52494646') && data.toString('latin1', 8, 12) === 'WEBP') return 'image/webp';
  if (begins('255044462d')) return 'application/pdf';
  if (begins('504b0304') || begins('504b0506')) return archiveType(data);
  return isText(data) ? 'text/plain' : undefined;
}

/** A zip, an office document where its directory says so; with macros in it, nothing that is known. */
function archiveType(data: Buffer): string | undefined {
  const names = namesIn(data);
  if (names === undefined) return undefined;
  if (names.some((name) => name.toLowerCase().endsWith('vbaproject.bin'))) return undefined;
  if (!names.includes('[Content_Types].xml')) return 'application/zip';
  const part = Object.keys(OFFICE).find((folder) => names.some((name) => name.startsWith(folder)));
  return part === undefined ? 'application/zip' : OFFICE[part];
}

/** The names in a zip's directory; undefined where it has none that can be read. */
function namesIn(data: Buffer): readonly string[] | undefined {
  const end = data.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + END_LENGTH > data.length || data.readUInt32LE(end) !== CENTRAL_END) return undefined;
  const count = data.readUInt16LE(end + 10);
  const names: string[] = [];
  for (let at = data.readUInt32LE(end + 16); names.length < count; ) {
    if (at + 46 > data.length || data.readUInt32LE(at) !== CENTRAL_ENTRY) return undefined;
    const [name, extra, comment] = [28, 30, 32].map((offset) => data.readUInt16LE(at + offset));
    names.push(data.toString('utf8', at + 46, at + 46 + (name ?? 0)));
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return names;
}

function isText(data: Buffer): boolean {
  if (data.length === 0 || data.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(data);
    return true;
  } catch {
    return false;
  }
}
