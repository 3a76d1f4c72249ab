/** Words that follow "the password is …" where no password follows. */
const PLAIN = new Set(
  `a about abgelaufen active actually after again aktiv all allowed already also always an and any anders approved as asked at auch bad
  bekannt below bitte blank blocked broken but by can case-sensitive cannot confidential correct da dead default different deaktiviert
  disabled do down due easy else empty enabled enough erforderlich exactly expired expiring falsch false fehlerhaft fine for forgot
  forgotten from funktioniert gesperrt gleich gone good gueltig gültig help here hidden hier how i identical immer in incorrect
  invalid it kaputt kein keine known länger leer lost locked longer masked missing much my neu never new nicht no noch none not
  notwendig now null nötig of off ok okay old on only optional or out outdated over please private problem problematic question
  ready recommended refused rejected required reset right revoked richtig safe same secret secure see set short sicher simple so
  something soon still strong synced temporary that the then there this to too true unavailable undefined unbekannt unchanged
  ungueltig ungültig unknown unsafe unsicher up useless valid vergessen verloren very visible was weak weg what when where wieder
  why will with within wrong yes you your zu zurückgesetzt abc n/a nein ja was wie warum optional hashed encrypted verschlüsselt
  gespeichert stored mandatory unique strictly case sensitive fixed static public accepted saved shared personal someone nobody
  everyone kurz lang stark schwach einfach klar offen fehlt login email e-mail mail username user name sso mfa 2fa vpn otp`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** What has digits or signs in it and is no secret: addresses, dates, versions, numbers of tickets and articles. */
const KNOWN_SHAPES: readonly RegExp[] = [
  /^(?:https?|ftp|mailto|file):/i,
  /^(?:INC|REQ|RITM|WO|KB|CHG|CRQ|PRB|PBI|TASK|SCTASK|CS|TKT)[-_]?\d+$/i,
  /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}$/,
  /^\d{1,2}[:.]\d{2}(?::\d{2})?(?:am|pm|uhr)?$/i,
  /^v?\d+(?:\.\d+){1,3}$/i,
  /^\d{1,4}(?:-|x|\/)?(?:\d{1,4})?-?(?:st|nd|rd|th|h|x|am|pm|s|ms|min|mins|days?|hours?|weeks?|months?|minutes?|characters?|chars?|zeichen|tage?|stunden|times|mal|mb|gb|kb|%)?$/i,
  /^(?:windows|win|office|server|ios|android|version|iphone|outlook|teams|sap|oracle|sha|aes|rsa|md5|utf|tls|oauth|ipv|wpa|m|o|s)-?\d{1,5}(?:-\w{1,6})?$/i,
  /^[^\s@]+@[^\s@]+\.\w+$/,
];

const isWord = (value: string): boolean => /^\p{L}+(?:['’./-]\p{L}+)*$/u.test(value);

/** True for what nobody writes but as a secret: letters with digits or signs among them. */
export function looksSecret(value: string): boolean {
  if (value.length < 4 || isWord(value)) return false;
  if (/^\d+$/.test(value)) return true;
  if (KNOWN_SHAPES.some((shape) => shape.test(value))) return false;
  return /\p{L}/u.test(value) && /[\d!#$%&*+=?^_~@|<>{}\\-]/u.test(value);
}

/** True for a word that is said of secrets. */
export const isPlain = (value: string): boolean => PLAIN.has(value.toLowerCase());

/** True for a plain word that could be a secret by where it stands: at the end of its clause, and no word that is said of secrets. */
export function mayBeSecret(value: string, after: string): boolean {
  const word = value.toLowerCase();
  if (
    value.length < 3 ||
    !/\p{L}/u.test(value) ||
    PLAIN.has(word) ||
    /(?:ed|ing|bar|lich|able|ible)$/.test(word)
  )
    return false;
  return /^\s*(?:$|[\n.,;!?)\]}]|(?:and|und|but|aber|for|für|if|wenn|thanks|danke|please|bitte)(?!\p{L}))/iu.test(
    after,
  );
}
