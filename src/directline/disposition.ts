/**
 * The parameters of a `Content-Disposition` (RFC 6266), names in lower case. A quoted value may hold anything,
 * also what separates parameters; `filename*` (RFC 8187) says in full what `filename` may only hint at.
 */
export function parametersOf(header: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of partsOf(header)) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const name = part.slice(0, equals).trim().toLowerCase();
    if (!found.has(name)) found.set(name, unquoted(part.slice(equals + 1).trim()));
  }
  return found;
}

/** What a file is called; undefined where it has no name. */
export function fileNameIn(parameters: ReadonlyMap<string, string>): string | undefined {
  const extended = parameters.get('filename*');
  const name = (extended && extendedValue(extended)) || parameters.get('filename');
  return name === undefined || name.trim() === '' ? undefined : name;
}

/** Separated by semicolons that stand in no quotes. */
function partsOf(header: string): readonly string[] {
  const parts: string[] = [];
  let [start, quoted] = [0, false];
  for (let at = 0; at < header.length; at += 1) {
    const char = header[at];
    if (quoted && char === '\\' && isEscape(header[at + 1])) at += 1;
    else if (char === '"') quoted = !quoted;
    else if (char === ';' && !quoted) {
      parts.push(header.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, header.slice(start)];
}

/** Some clients send paths of Windows as they are: a backslash before a letter is only that. */
const isEscape = (next: string | undefined): boolean => next === '"' || next === '\\';

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  const inner = value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value.slice(1);
  return inner.replace(/\\(["\\])/g, '$1');
}

/** `UTF-8'en'b%C3%BCro.png`; undefined where it cannot be read. */
function extendedValue(text: string): string | undefined {
  const [charset = '', , ...rest] = text.split("'");
  const value = rest.join("'");
  try {
    if (/^utf-8$/i.test(charset)) return decodeURIComponent(value);
    if (/^iso-8859-1$/i.test(charset))
      return value.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
  } catch {
    // As if it were not there: the plain name may be.
  }
  return undefined;
}

/** A header's bytes as text: nearly everybody writes UTF-8, whatever it may hold by its rules. */
export function headerText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}
