/** Content security policies: nothing leaves this server. Firefox and Safari want the socket's origin named. */
const policy =
  (style: string, more: readonly string[] = [], connect = "'self'") =>
  (socketOrigin: string): string =>
    [
      "default-src 'self'",
      "script-src 'self'",
      `style-src ${style}`,
      `connect-src ${connect} ${socketOrigin}`,
      "img-src 'self' data: blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      ...more,
    ].join('; ');

/** Of pages that are ours alone. */
export const strict = policy("'self'", ["require-trusted-types-for 'script'", 'trusted-types lit-html']);
/** Of the page with Web Chat, which writes style elements of its own and reads the files that the user picks from blobs. */
export const webChat = policy("'self' 'unsafe-inline'", [], "'self' blob:");
