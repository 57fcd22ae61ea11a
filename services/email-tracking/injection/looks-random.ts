/** A number as people type it from a mail. */
export function isShortCode(part: string): boolean {
  return /^\d{6,8}$/.test(part);
}

/**
 * Whether a part of a URL is nothing that a person would write: a piece of 16 characters or more of hexadecimal or
 * base64url with digits and letters mixed, as much in pieces between dots and the like, or 20 letters without words.
 */
export function looksRandom(part: string): boolean {
  if (part.length < 16) return false;
  let scrambled = 0;
  for (const piece of part.split(/[^\w-]+/)) {
    if (piece.length >= 16 && /\d/.test(piece) && /[a-z]/i.test(piece) && !slug.test(piece)) return true;
    if (piece.length >= 20 && isWordless(piece)) return true;
    // `john.smith1984` changes once, `AbC1` with each character.
    const changes = changesWithin(piece);
    if (changes >= 2 && 3 * changes >= piece.length) scrambled += piece.length;
  }
  return scrambled >= 16;
}

/**
 * Words with a year or a small number between hyphens: `login-page-redesign-2024`. Not capitals, nor longer numbers: codes
 * to be typed look so.
 */
const slug = /^(?:[A-Z]?[a-z]{1,14}|(?:19|20)\d\d|\d\d?)(?:[-_](?:[A-Z]?[a-z]{1,14}|(?:19|20)\d\d|\d\d?))+$/;

/** Capital and small letters in turns, with so few vowels that they make no words: `QxZkPwLmNvBcRtYuIoAs`. */
function isWordless(piece: string): boolean {
  const vowels = piece.match(/[aeiou]/gi)?.length ?? 0;
  return 4 * changesWithin(piece) >= piece.length && 10 * vowels < 3 * piece.length;
}

/** How often a capital letter, a small one, a digit is followed by another kind of these. */
function changesWithin(piece: string): number {
  return piece.match(/[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g)?.length ?? 0;
}

/** Kinds of ASCII characters, as bits; `parting` parts one piece of a URL from the next. */
const digit = 1;
const capital = 2;
const small = 4;
const parting = 8;
const kinds = new Uint8Array(128);
kinds.fill(digit, 48, 58).fill(capital, 65, 91).fill(small, 97, 123);
for (const c of "/?&#=;") kinds[c.charCodeAt(0)] = parting;

/**
 * Whether a part of the input is long enough, and mixed enough, to look random, or six digits stand in a row. Most links
 * end here, so it is quick.
 */
export function mayLookRandom(rest: string): boolean {
  let run = 0;
  let digits = 0;
  let seen = 0;
  for (let at = 0; at < rest.length; at++) {
    const c = rest.charCodeAt(at);
    const kind = c < 128 ? (kinds[c] as number) : 0;
    if (kind === parting) {
      run = digits = seen = 0;
      continue;
    }
    run++;
    seen |= kind;
    digits = kind === digit ? digits + 1 : 0;
    if (digits >= 6) return true;
    // Digits with letters, or letters of both kinds.
    if (run >= 16 && (seen & (seen - 1)) !== 0) return true;
  }
  return false;
}
