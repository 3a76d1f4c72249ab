/**
 * Letters that no decomposition turns into ASCII. A header of a multipart body has no encoding of its own, so
 * a server that reads it as Latin-1 sees another name than the JSON says and drops the file without a word.
 */
const LETTERS: Readonly<Record<string, string>> = {
  ...pairs('ßss æae œoe øo đd ðd þth łl ıi ħh ŋng ŧt ſs'),
  ...pairs(
    'аa бb вv гg дd еe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya',
  ),
  ...pairs('єye іi їi ґg ўu ђdj јj љlj њnj ћc џdz ѓg ќk ѕdz'),
  ...pairs('αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo'),
  ...pairs('–- —- ‐- ‑- ’_ ‘_ “_ ”_ …_ ×x'),
};

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(' ').map((pair) => {
      const [letter = '', ...rest] = pair;
      return [letter, rest.join('')];
    }),
  );
}

const ENDING = /\.[A-Za-z0-9_+-]{1,10}$/;

/** A file's name in letters, digits and little else, its ending kept; never blank. */
export function asciiName(name: string, longest: number): string {
  const plain = [...name.toWellFormed().normalize('NFKC')].map(letter).join('');
  const [ending = ''] = /[A-Za-z0-9]/.test(ENDING.exec(plain)?.[0] ?? '') ? (ENDING.exec(plain) ?? []) : [];
  const stem = plain.slice(0, plain.length - ending.length).replace(/^[ .]+|(?<![ .])[ .]+$/g, '');
  const kept = /[A-Za-z0-9]/.test(stem) ? stem : 'file';
  return `${kept.slice(0, longest - ending.length).trimEnd()}${ending}`;
}

function letter(one: string): string {
  if (/^[A-Za-z0-9 ._()+,=@-]$/.test(one)) return one;
  const known = LETTERS[one];
  if (known !== undefined) return known;
  const small = one.toLowerCase();
  const capital = small === one ? undefined : LETTERS[small];
  if (capital !== undefined) return capital.slice(0, 1).toUpperCase() + capital.slice(1);
  const base = one.normalize('NFKD').replace(/\p{M}+/gu, '');
  if (base !== one && base !== '') return [...base].map(letter).join('');
  return /^\p{M}$/u.test(one) ? '' : '_';
}

/** Names of an entry's files, no two alike, whatever their capitals. */
export function distinctNames(names: readonly string[], longest: number): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = asciiName(name, longest);
    for (let count = 2; taken.has(unique.toLowerCase()); count += 1) {
      const [ending = ''] = ENDING.exec(unique) ?? [];
      const number = `-${count}`;
      const plain = asciiName(name, longest - number.length);
      unique = `${plain.slice(0, plain.length - ending.length)}${number}${ending}`;
    }
    taken.add(unique.toLowerCase());
    return unique;
  });
}
