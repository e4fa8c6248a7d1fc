/** How much room is made at first, and how much is kept for the next stream, in bytes. */
const USUAL_ROOM = 16 * 1024;
const MOST_ROOM_KEPT = 64 * 1024;

/** How many digits a length has that is not known before its text is written. */
const DIGITS = 6;

const encoder = new TextEncoder();

/** A stream that is not in use. One is enough, unless a getter of a value that is being written tracks an event itself. */
let idle: Stream | undefined;

/**
 * What the module reads: codes, each a byte, some of them with a text. A text is its length in bytes, as digits to base 64
 * of which the last has 64 added, and then UTF-8.
 */
export class Stream {
  #bytes = new Uint8Array(USUAL_ROOM);
  #at = 0;

  /** An empty stream. */
  static take(): Stream {
    const stream = idle ?? new Stream();
    idle = undefined;
    stream.#at = 0;
    return stream;
  }

  /** Lets the stream be taken again. */
  giveBack(): void {
    if (this.#bytes.length <= MOST_ROOM_KEPT) idle = this;
  }

  /** All that was written. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** How many bytes were written. */
  get length(): number {
    return this.#at;
  }

  /** Takes back all that was written behind the first `length` bytes. */
  backTo(length: number): void {
    this.#at = length;
  }

  /** Writes a code. */
  code(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = code;
  }

  /** Writes what another stream had written. */
  bytes(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Writes a text. False: there is half of a surrogate pair in it; another character was written in its place. */
  text(text: string): boolean {
    const { length } = text;
    // A UTF-16 unit takes three bytes at most.
    this.#reserve(DIGITS + 3 * length);
    if (length < 64 && this.#short(text)) return true;
    const start = this.begin();
    this.#at += encoder.encodeInto(text, this.#bytes.subarray(start)).written;
    this.end(start);
    return isWellFormed(text);
  }

  /** Writes a text of ASCII characters in a fraction of TextEncoder's time. False: there are others in it. */
  #short(text: string): boolean {
    const bytes = this.#bytes;
    const { length } = text;
    const start = this.#at + 1;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 127) return false;
      bytes[start + index] = unit;
    }
    bytes[start - 1] = 64 + length;
    this.#at = start + length;
    return true;
  }

  /** Begins a text that is a stream itself; gives what its {@link end} wants. */
  begin(): number {
    this.#reserve(DIGITS);
    return (this.#at += DIGITS);
  }

  /** Ends the text that begins at `start`. */
  end(start: number): void {
    let length = this.#at - start;
    let last = 64;
    for (let digit = start - 1; digit >= start - DIGITS; digit--) {
      this.#bytes[digit] = (length % 64) + last;
      length = Math.floor(length / 64);
      last = 0;
    }
  }

  #reserve(length: number): void {
    const needed = this.#at + length;
    if (needed <= this.#bytes.length) return;
    const bytes = new Uint8Array(2 * needed);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}

/** Whether a text has no half of a surrogate pair. */
export function isWellFormed(text: string): boolean {
  // Node.js 20 and browsers of 2023 have the method.
  const { isWellFormed: method } = text as { isWellFormed?: () => boolean };
  return method ? method.call(text) : !/\p{Surrogate}/u.test(text);
}
