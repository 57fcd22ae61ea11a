import { Transform, type TransformCallback } from "node:stream";
import type { MailParser } from "mailparser";

/** A name that no mail's charset has. */
const toBeGuessed = "x-to-be-guessed";
/** What says nothing: it is the default, and what programs write that never thought about it. */
const saysLittle = /^(?:|us-?ascii|ascii|utf-?8|unknown-?8bit|x-unknown|8bit|binary|default)$/i;
/** The escapes of ISO-2022-JP that begin Japanese text: RFC 1468. */
const japanese = ["\u001b$@", "\u001b$B", "\u001b(I", "\u001b(J"];

/** What the parser's own type does not show of it; corpus.test.ts would notice if it were otherwise. */
type Internals = {
  createNode(node: unknown): { charset?: string };
  decoder: { decodeStream(charset: string): Transform & { supported?: boolean } };
};

/**
 * Has a parser guess what text is written in that does not say so, or says what nobody knows or what is not true, where it
 * would put replacement characters.
 */
export function guessCharsets(parser: MailParser): void {
  const internals = parser as unknown as Internals;
  const { decoder } = internals;
  const createNode = internals.createNode.bind(parser);
  internals.createNode = (node) => {
    const made = createNode(node);
    if (saysLittle.test(made.charset || "")) made.charset = toBeGuessed;
    return made;
  };
  internals.decoder = {
    decodeStream(charset) {
      const stream = charset === toBeGuessed ? null : decoder.decodeStream(charset);
      return stream === null || stream.supported === false ? new GuessedText() : stream;
    },
  };
}

/**
 * Text of whatever encoding: ISO-2022-JP by its escapes, UTF-8 if that is what it can be, what a page says of itself, and
 * otherwise what Windows writes in the West, which every byte is something in.
 */
export function decodeGuessed(bytes: Buffer): string {
  if (japanese.some((mark) => bytes.includes(mark))) return new TextDecoder("iso-2022-jp").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return declaredDecoder(bytes)?.decode(bytes) ?? fromWindows1252(bytes);
  }
}

/** `<meta charset=…>` at the beginning of HTML, as forms on websites send it without saying so in a header. */
function declaredDecoder(bytes: Buffer): TextDecoder | null {
  const head = bytes.toString("latin1", 0, 2048);
  const [, label] = /<meta\s[^>]*charset\s*=\s*["']?\s*([\w-]{1,40})/i.exec(head) ?? [];
  if (!label || saysLittle.test(label)) return null;
  try {
    return new TextDecoder(label);
  } catch {
    return null; // A name that nobody knows says nothing.
  }
}

/** 0x80 to 0x9f; where nothing is defined, the control character as in Latin-1. Node 20's decoder takes all of them so. */
const windows1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

function fromWindows1252(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(/[\x80-\x9f]/g, (character) => windows1252[character.charCodeAt(0) - 0x80] ?? character);
}

class GuessedText extends Transform {
  readonly #chunks: Buffer[] = [];

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
    this.#chunks.push(chunk);
    done();
  }

  override _flush(done: TransformCallback) {
    done(null, decodeGuessed(Buffer.concat(this.#chunks)));
  }
}
