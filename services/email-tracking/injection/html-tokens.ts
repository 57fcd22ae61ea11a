/** What {@link HtmlTokens.next} found. Comments that are no `<!-- -->` (doctype, `<!…>`, `<?…>`) are `other`. */
export const token = { end: 0, startTag: 1, endTag: 2, comment: 3, other: 4 } as const;
export type Token = (typeof token)[keyof typeof token];

/** Classes of ASCII characters, as bits. */
const space = 1;
const endsAttributeName = 2;
const endsTagName = 4;
const startsSpecialName = 8;
const classes = new Uint8Array(128);
for (const c of [9, 10, 12, 13, 32]) classes[c] = space | endsAttributeName | endsTagName;
for (const c of [47, 62]) classes[c] = endsAttributeName | endsTagName;
classes[61] = endsAttributeName;
for (const letter of "imnpstxIMNPSTX") classes[letter.charCodeAt(0)] = startsSpecialName;

/** Elements whose content is text up to their end tag (HTML standard, 13.2.6.4.4 and 13.2.6.4.7). */
const rawTextElements = ["style", "script", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

/**
 * Walks the tags and comments of an HTML text by offsets, as the tokenizer of the HTML standard (13.2.5) delimits
 * them, and copies nothing. Text is what lies between two tokens. One pass, and no character is looked at more
 * than a constant number of times, so hostile input costs no more than its length.
 *
 * It is a tokenizer, not a parser: the one thing taken from the tree builder is which elements hold raw text.
 */
export class HtmlTokens {
  /** Offsets of the current token. */
  start = 0;
  end = 0;
  /** Offsets of the current tag's name. */
  nameStart = 0;
  nameEnd = 0;
  selfClosing = false;
  /**
   * The current tag's attributes, four numbers each: name start, name end, value start, value end (without the
   * quotes). Without a value the last two are -1. Only the first `4 * attributeCount` numbers are of this tag.
   */
  readonly attributes: number[] = [];
  attributeCount = 0;
  /** Where the text before the current token begins, and whether it is the content of a raw text element. */
  textStart = 0;
  textIsRaw = false;
  /** Start of the tag, comment or raw text element that the input ends in the middle of, or -1. */
  unterminated = -1;

  private rawText = "";
  private foreignDepth = 0;

  constructor(readonly html: string) {}

  /** Moves to the next token. */
  next(): Token {
    const { html } = this;
    const elementStart = this.start;
    this.textStart = this.end;
    this.textIsRaw = this.rawText !== "";
    if (this.textIsRaw) {
      const close = this.findRawTextEnd();
      if (close < 0) return this.stop(elementStart);
      this.rawText = "";
      return this.readTag(close, close + 2, token.endTag);
    }
    for (let at = html.indexOf("<", this.end); at >= 0; at = html.indexOf("<", at + 1)) {
      const c = html.charCodeAt(at + 1);
      if (isLetter(c)) return this.readTag(at, at + 1, token.startTag);
      if (c === 33) return this.readDeclaration(at);
      if (c === 63) return this.readUntil(at, ">", at + 2, token.other);
      if (c !== 47) continue;
      const afterSlash = html.charCodeAt(at + 2);
      if (isLetter(afterSlash)) return this.readTag(at, at + 2, token.endTag);
      return this.readUntil(at, ">", at + 2, token.other);
    }
    return this.stop(-1);
  }

  /** Whether the current tag has this name, which must be lower-case ASCII. */
  isNamed(name: string): boolean {
    return this.nameEnd - this.nameStart === name.length && this.matches(this.nameStart, name);
  }

  /** Whether the input has this lower-case ASCII word at an offset, in upper or lower case. */
  matches(at: number, word: string): boolean {
    for (let i = 0; i < word.length; i++) {
      const expected = word.charCodeAt(i);
      const c = this.html.charCodeAt(at + i);
      if (c !== expected && ((c | 32) !== expected || !isLetter(c))) return false;
    }
    return true;
  }

  private stop(unterminated: number): Token {
    this.start = this.end = this.html.length;
    this.unterminated = unterminated;
    return token.end;
  }

  private readUntil(start: number, mark: string, from: number, kind: Token): Token {
    const found = this.html.indexOf(mark, from);
    if (found < 0) return this.stop(start);
    this.start = start;
    this.end = found + mark.length;
    return kind;
  }

  private readDeclaration(start: number): Token {
    const { html } = this;
    if (html.startsWith("--", start + 2)) return this.readComment(start);
    if (this.foreignDepth > 0 && html.startsWith("[CDATA[", start + 2)) {
      return this.readUntil(start, "]]>", start + 9, token.other);
    }
    return this.readUntil(start, ">", start + 2, token.other);
  }

  /** A comment ends at `-->` or `--!>`; `<!-->` and `<!--->` are whole comments (13.2.5.43 to 13.2.5.51). */
  private readComment(start: number): Token {
    const { html } = this;
    for (let at = html.indexOf("--", start + 2); at >= 0; at = html.indexOf("--", at + 1)) {
      const c = html.charCodeAt(at + 2);
      const closed =
        c === 62 ? at + 3 : c === 33 && html.charCodeAt(at + 3) === 62 && at >= start + 4 ? at + 4 : 0;
      if (closed === 0) continue;
      this.start = start;
      this.end = closed;
      return token.comment;
    }
    return this.stop(start);
  }

  private findRawTextEnd(): number {
    const { html, rawText } = this;
    if (rawText === "plaintext") return -1;
    for (let at = html.indexOf("</", this.end); at >= 0; at = html.indexOf("</", at + 2)) {
      if (isOf(html.charCodeAt(at + 2 + rawText.length), endsTagName) && this.matches(at + 2, rawText))
        return at;
    }
    return -1;
  }

  private readTag(start: number, nameStart: number, kind: Token): Token {
    const { html } = this;
    let at = nameStart + 1;
    for (;;) {
      const c = html.charCodeAt(at);
      if (isOf(c, endsTagName) || Number.isNaN(c)) break;
      at++;
    }
    this.nameStart = nameStart;
    this.nameEnd = at;
    at = this.readAttributes(at);
    if (at < 0) return this.stop(start);
    this.start = start;
    this.end = at + 1;
    this.selfClosing = html.charCodeAt(at - 1) === 47 && !this.endsInUnquotedValue(at);
    this.noteElement(kind);
    return kind;
  }

  private endsInUnquotedValue(at: number): boolean {
    return this.attributeCount > 0 && this.attributes[4 * this.attributeCount - 1] === at;
  }

  /** Reads attributes from an offset; returns that of the closing `>`, or -1 when the input ends before it. */
  private readAttributes(from: number): number {
    const { html, attributes } = this;
    let at = from;
    let count = 0;
    for (;;) {
      let c = html.charCodeAt(at);
      while (c === 47 || isOf(c, space)) c = html.charCodeAt(++at);
      if (c === 62) break;
      if (Number.isNaN(c)) return -1;
      // The first character belongs to the name even when it is `=` (13.2.5.32).
      const nameStart = at;
      do c = html.charCodeAt(++at);
      while (!isOf(c, endsAttributeName) && !Number.isNaN(c));
      const nameEnd = at;
      while (isOf(c, space)) c = html.charCodeAt(++at);
      let valueStart = -1;
      let valueEnd = -1;
      if (c === 61) {
        do c = html.charCodeAt(++at);
        while (isOf(c, space));
        if (c === 34 || c === 39) {
          valueStart = at + 1;
          valueEnd = html.indexOf(c === 34 ? '"' : "'", valueStart);
          if (valueEnd < 0) return -1;
          at = valueEnd + 1;
        } else {
          valueStart = at;
          while (c !== 62 && !isOf(c, space) && !Number.isNaN(c)) c = html.charCodeAt(++at);
          valueEnd = at;
        }
      }
      const slot = 4 * count++;
      attributes[slot] = nameStart;
      attributes[slot + 1] = nameEnd;
      attributes[slot + 2] = valueStart;
      attributes[slot + 3] = valueEnd;
    }
    this.attributeCount = count;
    return at;
  }

  private noteElement(kind: Token): void {
    // Nearly all tags of a mail (td, tr, a, p, br, div) leave here: too short, or none of i, m, n, p, s, t, x.
    if (this.nameEnd - this.nameStart < 3) return;
    if (!isOf(this.html.charCodeAt(this.nameStart), startsSpecialName)) return;
    if (this.isNamed("svg") || this.isNamed("math")) {
      if (kind === token.endTag) this.foreignDepth = Math.max(0, this.foreignDepth - 1);
      else if (!this.selfClosing) this.foreignDepth++;
    }
    // Only foreign content honours `/>`: `<svg><title/>` is empty, `<title/>` in HTML is open.
    if (kind === token.endTag || (this.selfClosing && this.foreignDepth > 0)) return;
    for (const name of rawTextElements) if (this.isNamed(name)) this.rawText = name;
    if (this.isNamed("plaintext")) this.rawText = "plaintext";
  }
}

/** Whether a character is of a class; false past the end of the input. */
function isOf(c: number, characterClass: number): boolean {
  return c < 128 && ((classes[c] ?? 0) & characterClass) !== 0;
}

function isLetter(c: number): boolean {
  return (c | 32) >= 97 && (c | 32) <= 122;
}
