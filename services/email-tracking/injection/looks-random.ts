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

/**
 * Whether a part of the input is long enough, and mixed enough, to look random, or six digits stand in a row. Most links
 * end here, so it is quick.
 */
export function mayLookRandom(rest: string): boolean {
  let run = 0;
  let digits = 0;
  let kinds = 0;
  for (let at = 0; at < rest.length; at++) {
    const kind = kindOf(rest.charCodeAt(at));
    if (kind === parts) {
      run = digits = kinds = 0;
      continue;
    }
    digits = kind === digit ? digits + 1 : 0;
    kinds |= kind;
    run++;
    if (digits >= 6 || (run >= 16 && (kinds & digit ? kinds > digit : kinds === (capital | small))))
      return true;
  }
  return false;
}

/** Kinds of characters, as bits; `parts` part one piece of a URL from the next. */
const other = 0;
const digit = 1;
const capital = 2;
const small = 4;
const parts = 8;

function kindOf(c: number): number {
  if (c >= 97 && c <= 122) return small;
  if (c >= 48 && c <= 57) return digit;
  if (c >= 65 && c <= 90) return capital;
  // / ? & # = ;
  return c === 47 || c === 63 || c === 38 || c === 35 || c === 61 || c === 59 ? parts : other;
}
