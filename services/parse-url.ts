/**
 * What `URL.parse` of the URL standard does, which Node has from 22.1 on: the parsed URL, or null when it is none.
 *
 * In place of `URL.canParse`, which cannot be trusted in Node 20 and 22 with a text that came from elsewhere: once it is
 * compiled it reads one-byte strings as if they were UTF-8, and says of `https://ü.de` that it is no URL and of others
 * that they are, for which `new URL` then throws.
 */
export function parseUrl(text: string, base?: URL | string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
