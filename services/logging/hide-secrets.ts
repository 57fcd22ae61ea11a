const hidden = "[hidden]";

/*
 * In one pass over a line of JSON. Escapes come first and stay, so that the `n` of a `\n` is never taken for the first
 * letter of an address. Then, in this order: credentials in a URL, credentials of a header, e-mail addresses (RFC 5322
 * atoms and their internationalised form, percent-encoded too), and what has the form of a tracking id or of one of our
 * own keys: 43 characters of base64url, or more.
 */
const pattern = new RegExp(
  [
    String.raw`(\\u[0-9a-fA-F]{4}|\\.)`,
    String.raw`(?<=:\/\/)[^\s/@"\\]+(?=@)`,
    String.raw`(?<=\b(?:Bearer|Basic) )[^\s"\\]+`,
    String.raw`[\p{L}\p{N}._%+'=&~-]{1,100}(?:@|%40)[\p{L}\p{N}.-]*[\p{L}\p{N}]`,
    String.raw`(?:(?<![A-Za-z0-9_-])|(?<=\\[bfnrt]))[A-Za-z0-9_-]{43,}`,
  ].join("|"),
  "gu",
);

/**
 * The last gate before a line leaves the process: whatever a library or a mail server wrote into its words, no address,
 * no tracking id, no key and no password of a URL is in it.
 * @param line one line of JSON; what comes back is JSON as well
 */
export function hideSecrets(line: string): string {
  return line.replace(pattern, (_found, jsonEscape: string | undefined) => jsonEscape ?? hidden);
}
