import { Readable } from "node:stream";

/** All of a mail, or, where it is large, a stream of it. */
export type Composed = Buffer | Readable;

/** What is written to the server at once: a mail in twenty small pieces costs as much as three mails in one. */
const pieceBytes = 128 * 1024;

/**
 * A mail on its way to a server that keeps back its end, and with it the final dot, until the hand-off is noted: a server
 * must not deliver what it has not heard the end of (RFC 5321, 4.1.1.4). Nothing is composed before it is asked for.
 */
export class HeldMail extends Readable {
  #hasBegun = false;
  #source: Readable | null = null;
  #pieces: Buffer[] = [];
  #held = 0;
  readonly #open: () => Composed;
  readonly #handOff: () => Promise<void>;

  constructor(compose: () => Composed, handOff: () => Promise<void>) {
    super();
    this.#open = compose;
    this.#handOff = handOff;
  }

  override _read() {
    if (this.#hasBegun) this.#source?.resume();
    else {
      this.#hasBegun = true;
      this.#begin();
    }
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void) {
    this.#source?.destroy();
    callback(error);
  }

  #begin() {
    const composed = this.#open();
    if (Buffer.isBuffer(composed)) {
      this.#keep(composed);
      this.#end();
      return;
    }
    this.#source = composed;
    composed.on("data", (piece: Buffer) => {
      this.#keep(piece);
      if (this.#held >= pieceBytes && !this.push(this.#take())) composed.pause();
    });
    composed.on("error", (error) => this.destroy(error));
    composed.on("end", () => this.#end());
  }

  #keep(piece: Buffer) {
    this.#pieces.push(piece);
    this.#held += piece.length;
  }

  #end() {
    this.#handOff().then(
      () => this.#finish(),
      (error: Error) => this.destroy(error),
    );
  }

  #take(): Buffer {
    const taken = this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces, this.#held);
    this.#pieces = [];
    this.#held = 0;
    return taken as Buffer;
  }

  #finish() {
    // The connection may be gone by now.
    if (this.destroyed) return;
    if (this.#held > 0) this.push(this.#take());
    this.push(null);
  }
}
