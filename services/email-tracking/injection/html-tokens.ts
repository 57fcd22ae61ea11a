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

/** Elements of SVG and MathML within which HTML is read again ("integration points": HTML standard, 13.2.6). */
const integrationPoints = {
  svg: new Set(["foreignobject", "desc", "title"]),
  math: new Set(["mi", "mo", "mn", "ms", "mtext"]),
};
/**
 * HTML elements that cannot stand in SVG or MathML: their tags end it (13.2.6.5, without `font`, which depends on its
 * attributes), and so do the end tags of what a drawing left open most likely stands in.
 */
const leavesForeignContent = new Set(
  (
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr " +
    "ol p pre ruby s small span strong strike sub sup table tt u ul var"
  ).split(" "),
);
const holdsDrawings = new Set("html tbody td th tr".split(" "));

/**
 * Walks the tags and comments of an HTML text by offsets, as the tokenizer of the HTML standard (13.2.5) delimits
 * them, and copies nothing. Text is what lies between two tokens. One pass, and no character is looked at more
 * than a constant number of times, so hostile input costs no more than its length.
 *
 * It is a tokenizer, not a parser: the one thing taken from the tree builder is which elements hold raw text, and for
 * that whether SVG or MathML is being read, where none do. Nested as it should be, that is told as a browser tells it.
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
  /**
   * Where the text before the current token begins, and whether it is the content of a raw text element (or of a style
   * or script of SVG: that is no raw text, but nothing to be read either).
   */
  textStart = 0;
  textIsRaw = false;
  /** Start of the tag, comment or raw text element that the input ends in the middle of, or -1. */
  unterminated = -1;

  private rawText = "";
  private foreignCode = false;
  private readonly foreign = new OpenForeignElements();

  constructor(readonly html: string) {}

  /** Moves to the next token. */
  next(): Token {
    const { html } = this;
    const elementStart = this.start;
    this.textStart = this.end;
    this.textIsRaw = this.foreignCode;
    this.foreignCode = false;
    if (this.rawText !== "") return this.readRawText(elementStart);
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

  private readRawText(elementStart: number): Token {
    this.textIsRaw = true;
    const close = this.rawText === "script" ? this.findScriptEnd() : this.findRawTextEnd();
    this.rawText = "";
    // An end tag that breaks off ends nothing: the element is open to the end.
    if (close < 0 || this.readTag(close, close + 2, token.endTag) === token.end)
      return this.stop(elementStart);
    return token.endTag;
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
    if (this.foreign.anyOpen && html.startsWith("[CDATA[", start + 2)) {
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

  /**
   * Within `<!--` and `-->` a script may write another one, and the end tag of that is not its own (13.2.5.15 to
   * 13.2.5.31, "escaped" and "double escaped").
   */
  private findScriptEnd(): number {
    const { html } = this;
    let escapedUntil = -1;
    let inner = false;
    for (let at = html.indexOf("<", this.end); at >= 0; at = html.indexOf("<", at + 1)) {
      if (at > escapedUntil) {
        inner = false;
        if (html.startsWith("!--", at + 1)) {
          // The dashes may be the same: `<!-->` is closed already.
          const close = html.indexOf("-->", at + 2);
          escapedUntil = close < 0 ? html.length : close;
          continue;
        }
      }
      const isEnd = html.charCodeAt(at + 1) === 47;
      const nameStart = isEnd ? at + 2 : at + 1;
      if (!this.matches(nameStart, "script") || !isOf(html.charCodeAt(nameStart + 6), endsTagName)) continue;
      if (isEnd && !inner) return at;
      inner = !isEnd && at < escapedUntil;
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
    if (this.foreign.anyOpen) this.noteInForeign(kind);
    // Nearly all tags of a mail (td, tr, a, p, br, div) leave here: too short, or none of i, m, n, p, s, t, x.
    else if (kind === token.endTag || this.nameEnd - this.nameStart < 3) return;
    else if (isOf(this.html.charCodeAt(this.nameStart), startsSpecialName)) this.noteHtmlStart();
  }

  private noteHtmlStart(): void {
    // `<svg/>` is empty; `/>` means nothing on elements of HTML: `<title/>` is open.
    if (!this.selfClosing && this.isNamed("svg")) this.foreign.open("svg", "svg");
    if (!this.selfClosing && this.isNamed("math")) this.foreign.open("math", "math");
    for (const name of rawTextElements) if (this.isNamed(name)) this.rawText = name;
    if (this.isNamed("plaintext")) this.rawText = "plaintext";
  }

  /** Follows the tags from `<svg>` or `<math>` on. `annotation-xml`, which may hold HTML, is taken for MathML. */
  private noteInForeign(kind: Token): void {
    const { foreign } = this;
    const name = this.html.slice(this.nameStart, this.nameEnd).toLowerCase();
    const { inside } = foreign;
    if (kind === token.endTag) {
      if (foreign.close(name)) return;
      if (leavesForeignContent.has(name) || holdsDrawings.has(name)) foreign.leave();
    } else if (inside === null) this.noteHtmlStart();
    else if (leavesForeignContent.has(name)) foreign.leave();
    else if (!this.selfClosing) {
      // Each is of the kind that it stands in: `<svg><math>` is no formula.
      if (name === "svg" || name === "math") foreign.open(name, inside);
      else if (integrationPoints[inside].has(name)) foreign.open(name, null);
      this.foreignCode = name === "style" || name === "script";
    }
  }
}

/** What is being read: a drawing, a formula, or, in an integration point, HTML. */
type Inside = keyof typeof integrationPoints | null;

/** The open `svg` and `math`, and the integration points within them. */
class OpenForeignElements {
  private readonly elements: { name: string; inside: Inside }[] = [];
  /** Where the elements of a name stand: an end tag must not have to look for one. */
  private readonly placesOf = new Map<string, number[]>();

  get anyOpen(): boolean {
    return this.elements.length > 0;
  }

  get inside(): Inside {
    return this.elements.at(-1)?.inside ?? null;
  }

  open(name: string, inside: Inside): void {
    const places = this.placesOf.get(name);
    if (places) places.push(this.elements.length);
    else this.placesOf.set(name, [this.elements.length]);
    this.elements.push({ name, inside });
  }

  /** Ends the last element of this name and all within it. @returns whether there was one */
  close(name: string): boolean {
    const place = this.placesOf.get(name)?.at(-1);
    if (place === undefined) return false;
    while (this.elements.length > place) this.drop();
    return true;
  }

  /** Back to the HTML around the drawing or formula. */
  leave(): void {
    while (this.inside !== null) this.drop();
  }

  private drop(): void {
    this.placesOf.get(this.elements.pop()?.name ?? "")?.pop();
  }
}

/** Whether a character is of a class; false past the end of the input. */
function isOf(c: number, characterClass: number): boolean {
  return c < 128 && ((classes[c] ?? 0) & characterClass) !== 0;
}

function isLetter(c: number): boolean {
  return (c | 32) >= 97 && (c | 32) <= 122;
}
