import { reserve, take_text } from "../pkg/snowgauge.js";
import type { Code, Violation } from "./errors.js";

/** Where the text begins in the module's room: before it stand the random bytes of an event's id. */
const TEXT_START = 16;

/** The room that is asked for at least, so that usual events always find the same. */
const USUAL_ROOM = 16 * 1024;

/** The longest text that is written at once, in UTF-16 units: beyond, its bytes are counted before room is made. */
const LONG = 64 * 1024;

/** The random bytes of a text that is no event. */
const NONE = new Uint8Array(0);

const encoder = new TextEncoder();

/** What is handed to the module and back. Written into its memory, a text takes a tenth of the time of handing over a string. */
export class Exchange {
  readonly #memory: WebAssembly.Memory;
  #room = new Uint8Array(0);

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** Writes a text and, for an event, the random bytes of its id; gives where the text ends. */
  write(text: string, random = NONE): number {
    if (text.length > LONG) return this.#writeLong(text, random);
    // A UTF-16 unit takes three bytes at most.
    this.#reserve(TEXT_START + 3 * text.length);
    this.#room.set(random);
    return TEXT_START + encoder.encodeInto(text, this.#room.subarray(TEXT_START)).written;
  }

  /** The lines that the module has handed out. */
  lines(): string[] {
    const text = take_text();
    return text === "" ? [] : text.split("\n");
  }

  #writeLong(text: string, random: Uint8Array): number {
    const bytes = encoder.encode(text);
    this.#reserve(TEXT_START + bytes.length);
    this.#room.set(random);
    this.#room.set(bytes, TEXT_START);
    return TEXT_START + bytes.length;
  }

  #reserve(length: number): void {
    const bytes = Math.max(length, USUAL_ROOM);
    const address = reserve(bytes);
    // Memory that has grown has another buffer.
    const { buffer } = this.#memory;
    const room = this.#room;
    if (room.buffer !== buffer || room.byteOffset !== address || room.length !== bytes) {
      this.#room = new Uint8Array(buffer, address, bytes) as Uint8Array<ArrayBuffer>;
    }
  }
}

/** The violations that the module tells in six lines each. */
export function violationsIn(lines: readonly string[]): Violation[] {
  return Array.from({ length: lines.length / 6 }, (_, index) => {
    const [code, pointer, expected, found, schema, message] = lines.slice(6 * index) as [Code, ...Parts];
    return { code, pointer, expected, found, schema, message };
  });
}

type Parts = [pointer: string, expected: string, found: string, schema: string, message: string];
