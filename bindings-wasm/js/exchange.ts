import type { InitOutput } from "../pkg/snowgauge.js";
import type { Code, Violation } from "./errors.js";
import type { Stream } from "./stream.js";

const decoder = new TextDecoder();

/** The module's functions, and what is handed to it and back as bytes in its memory. */
export class Exchange {
  readonly core: InitOutput;
  #all = new Uint8Array(0);
  #counters: readonly string[] | undefined;

  constructor(core: InitOutput) {
    this.core = core;
  }

  /** Hands over a stream: gives the address that goes with its length. The function that it is for takes it away. */
  hand(stream: Stream): number {
    const address = this.core.__wbindgen_malloc(stream.length, 1) >>> 0;
    this.#bytes().set(stream.written, address);
    stream.giveBack();
    return address;
  }

  /** The text that the module has handed out. */
  text(): string {
    const length = this.core.out_length();
    if (length === 0) return "";
    const address = this.core.out() >>> 0;
    return decoder.decode(this.#bytes().subarray(address, address + length));
  }

  /** The lines that the module has handed out. */
  lines(): string[] {
    const text = this.text();
    return text === "" ? [] : text.split("\n");
  }

  /** The names of the core's counters: `accepted`, the reasons, and others. */
  get counters(): readonly string[] {
    if (!this.#counters) {
      this.core.counters();
      this.#counters = this.lines();
    }
    return this.#counters;
  }

  /** The body that the module has handed out. */
  body(): Uint8Array {
    const address = this.core.out() >>> 0;
    return this.#bytes().slice(address, address + this.core.out_length());
  }

  /** The module's memory. Once it has grown, it has another buffer. */
  #bytes(): Uint8Array {
    if (this.#all.length === 0) this.#all = new Uint8Array(this.core.memory.buffer);
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
