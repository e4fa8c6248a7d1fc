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
type Exports = Pick<InitOutput, "memory" | "__wbindgen_malloc" | "call" | "shared">;

/** Where it is that both sides read and write, in bytes: the fields of `Shared` in `src/lib.rs`. */
const enum Shared {
  Id = 0,
  Number = 16,
  Address = 24,
  Length = 28,
}

/** What is asked of the module, and what is handed to it and back as bytes in its memory. */
export class Exchange {
  readonly #module: Exports;
  readonly #shared: number;
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);

  constructor(module: WebAssembly.Exports) {
    this.#module = module as unknown as Exports;
    this.#shared = this.#module.shared() >>> 0;
  }

  /**
   * Asks for something that needs no more than numbers.
   *
   * @param handle of the tracker, where it is for one.
   * @param now what the clocks show, where it depends on them.
   */
  ask(call: Call, handle = 0, now: Now = NO_TIME, first = 0, second = 0, third = 0): number {
    return this.#module.call(call, handle, NO_STREAM, 0, now.wall, now.mono, first, second, third);
  }

  /**
   * Asks for something about a stream, which is used up by this.
   *
   * @param id the 16 bytes of an event's id, where it is about one.
   */
  hand(call: Call, stream: Stream, handle = 0, now: Now = NO_TIME, id?: Uint8Array, first = 0, second = 0): number {
    const { length } = stream;
    const address = this.#module.__wbindgen_malloc(length, 1) >>> 0;
    this.#look();
    this.#bytes.set(stream.written, address);
    if (id) this.#bytes.set(id, this.#shared + Shared.Id);
    stream.giveBack();
    return this.#module.call(call, handle, address, length, now.wall, now.mono, first, second, 0);
  }

  /** The number that the module has handed out. */
  number(): number {
    this.#look();
    return this.#view.getFloat64(this.#shared + Shared.Number, true);
  }

  /** The text that the module has handed out. */
  text(): string {
    return decoder.decode(this.#out());
  }

  /** The lines that the module has handed out. */
  lines(): string[] {
    const text = this.text();
    return text === "" ? [] : text.split("\n");
  }

  /** The body that the module has handed out. */
  body(): Uint8Array {
    return this.#out().slice();
  }

  /** What the module has handed out, until the next call. */
  #out(): Uint8Array {
    this.#look();
    const address = this.#view.getUint32(this.#shared + Shared.Address, true);
    return this.#bytes.subarray(address, address + this.#view.getUint32(this.#shared + Shared.Length, true));
  }

  /** Looks at the module's memory: once it has grown, it has another buffer. */
  #look(): void {
    if (this.#bytes.length > 0) return;
    this.#bytes = new Uint8Array(this.#module.memory.buffer);
    this.#view = new DataView(this.#module.memory.buffer);
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
