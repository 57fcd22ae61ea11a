const longest = 255;

/** A Content-ID as it is kept: without angle brackets and white space; null when nothing usable is left. */
export function cleanContentId(given: string | null): string | null {
  const clean = given?.replace(/[<>\s\p{Cc}]/gu, "") ?? "";
  return clean === "" || clean.length > longest ? null : clean;
}

/** The Content-ID that a `cid:` URL names (RFC 2392: percent-encoded), or null for any other URL. */
export function contentIdOfUrl(url: string): string | null {
  const [, encoded] = /^\s*cid:(.*)$/is.exec(url) ?? [];
  if (encoded === undefined) return null;
  try {
    return cleanContentId(decodeURIComponent(encoded));
  } catch {
    // A stray percent sign: some programs write the id as it is.
    return cleanContentId(encoded);
  }
}
