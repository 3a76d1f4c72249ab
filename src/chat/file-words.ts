const KINDS: Readonly<Record<string, string>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint',
  'text/plain': 'plain text',
};

/** Content types as people call them, e.g. `PNG`, `Word`. */
export const kindsOf = (types: readonly string[]): readonly string[] =>
  types.map((type) => KINDS[type] ?? (type.split('/')[1] ?? type).toUpperCase());

/** Bytes as people read them, e.g. `10 MB`. */
export const sizeText = (bytes: number): string =>
  bytes >= 1024 * 1024
    ? `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`
    : `${Math.ceil(bytes / 1024)} KB`;
