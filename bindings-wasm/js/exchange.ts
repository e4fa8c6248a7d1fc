import type { InitOutput } from "../pkg/snowgauge.js";
import { Call } from "./codes.js";
import { CODES, type Code, type Violation } from "./errors.js";
import type { Stream } from "./stream.js";

const decoder = new TextDecoder();

/** What the clocks show, in milliseconds: since 1970, and since any moment that stays the same. */
export interface Now {
  readonly wall: number;
  readonly mono: number;
}

const NO_TIME: Now = { wall: 0, mono: 0 };

/** The address of nothing; zero is none. */
const NO_STREAM = 1;

/** What the module exports. wasm-bindgen writes the functions' types. */
type Exports = Pick<InitOutput, "memory" | "__wbindgen_malloc" | "call" | "out" | "out_length" | "out_number">;

/** What is asked of the module, and what is handed to it and back as bytes in its memory. */
export class Exchange {
  readonly #module: Exports;
  #all = new Uint8Array(0);

  constructor(module: WebAssembly.Exports) {
    this.#module = module as unknown as Exports;
  }

  /**
   * Asks for something that needs no more than numbers.
   *
   * @param handle of the tracker, where it is for one.
   * @param now what the clocks show, where it depends on them.
   */
  ask(call: Call, handle = 0, now: Now = NO_TIME, first = 0, second = 0, third = 0): number {
    return this.#module.call(call, handle, NO_STREAM, 0, now.wall, now.mono, first, second, third, 0);
  }

  /** Asks for something about a stream, which is used up by this. */
  hand(call: Call, stream: Stream, handle = 0, now: Now = NO_TIME, random?: DataView): number {
    const { length } = stream;
    const address = this.#module.__wbindgen_malloc(length, 1) >>> 0;
    this.#bytes().set(stream.written, address);
    stream.giveBack();
    const word = (index: number): number => random?.getUint32(4 * index, true) ?? 0;
    return this.#module.call(call, handle, address, length, now.wall, now.mono, word(0), word(1), word(2), word(3));
  }

  /** The number that the module has handed out. */
  number(): number {
    return this.#module.out_number();
  }

  /** The text that the module has handed out. */
  text(): string {
    const length = this.#module.out_length();
    if (length === 0) return "";
    const address = this.#module.out() >>> 0;
    return decoder.decode(this.#bytes().subarray(address, address + length));
  }

  /** The lines that the module has handed out. */
  lines(): string[] {
    const text = this.text();
    return text === "" ? [] : text.split("\n");
  }

  /** The body that the module has handed out. */
  body(): Uint8Array {
    const address = this.#module.out() >>> 0;
    return this.#bytes().slice(address, address + this.#module.out_length());
  }

  /** The module's memory. Once it has grown, it has another buffer. */
  #bytes(): Uint8Array {
    if (this.#all.length === 0) this.#all = new Uint8Array(this.#module.memory.buffer);
    return this.#all;
  }
}

/** The violations that the module tells in five lines each. Their sentence is the core's: tests hold both to `tests/sentences.txt`. */
export function violationsIn(lines: readonly string[]): Violation[] {
  return Array.from({ length: lines.length / 5 }, (_, index) => {
    const [place, pointer, expected, found, schema] = lines.slice(5 * index) as Parts;
    const code = CODES[Number(place)] as Code;
    const message = `${pointer && `${pointer}: `}expected ${expected}, found ${found} [${code}, ${schema}]`;
    return { code, pointer, expected, found, schema, message };
  });
}

type Parts = [place: string, pointer: string, expected: string, found: string, schema: string];
