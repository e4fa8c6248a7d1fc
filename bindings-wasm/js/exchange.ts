import { out, out_length, reserve } from "../pkg/snowgauge.js";
import type { Code, Violation } from "./errors.js";
import type { Stream } from "./stream.js";

/** Where the stream begins in the module's room: before it stand the random bytes of an event's id. */
const STREAM_START = 16;

const decoder = new TextDecoder();

/** What is handed to the module and back: bytes in the module's memory. */
export class Exchange {
  readonly #memory: WebAssembly.Memory;
  #all: Uint8Array;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#all = new Uint8Array(memory.buffer);
  }

  /** Hands over a stream and, for an event, the random bytes of its id; gives where the stream ends. */
  write(stream: Stream, random?: Uint8Array): number {
    const { written } = stream;
    const end = STREAM_START + written.length;
    const address = reserve(end);
    const bytes = this.#bytes();
    if (random) bytes.set(random, address);
    bytes.set(written, address + STREAM_START);
    stream.giveBack();
    return end;
  }

  /** The text that the module has handed out. */
  text(): string {
    const length = out_length();
    if (length === 0) return "";
    const address = out();
    return decoder.decode(this.#bytes().subarray(address, address + length));
  }

  /** The lines that the module has handed out. */
  lines(): string[] {
    const text = this.text();
    return text === "" ? [] : text.split("\n");
  }

  /** The body that the module has handed out. */
  body(): Uint8Array {
    const address = out();
    return this.#bytes().slice(address, address + out_length());
  }

  /** The module's memory. Once it has grown, it has another buffer. */
  #bytes(): Uint8Array {
    if (this.#all.length === 0) this.#all = new Uint8Array(this.#memory.buffer);
    return this.#all;
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
