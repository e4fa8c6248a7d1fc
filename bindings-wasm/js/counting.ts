/** The WebAssembly module of request counts: not part of the main one, so that only programs that count requests carry it. */
import type { InitOutput } from "../pkg/counts.js";
import text from "../pkg/counts_bg.wasm";
import { bytesOf } from "./embedded.js";
import { Running } from "./running.js";

/** What the module exports. wasm-bindgen writes the functions' types. */
type Exports = Pick<InitOutput, "memory" | "__wbindgen_malloc" | "open" | "release" | "add" | "take" | "out" | "stat">;

type Three = [number, number, number];

/** The counts of one key. */
export interface Row {
  /** The parts of the key that are known, in their order. */
  readonly key: readonly (string | undefined)[];
  /** Requests, errors and accepts. */
  readonly counts: Readonly<Three>;
}

let running: Running<Counting> | undefined;

/**
 * Calls into the module, starting it if need be.
 *
 * @throws what the call throws, then for ever after.
 */
export function counting<T>(use: (module: Counting) => T): T {
  running ??= new Running(new Counting());
  return running.call(use);
}

/** What is asked of the module, and what is handed to it and back as bytes in its memory. */
export class Counting {
  readonly #module = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(text))).exports as unknown as Exports;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  /** Opens an accumulator, and gives its handle. */
  open(maxKeys = -1): number {
    return this.#module.open(maxKeys);
  }

  /** Lets go of an accumulator. */
  release(handle: number): void {
    this.#module.release(handle);
  }

  /** Adds to an accumulator. */
  add(handle: number, { key, counts }: Row): void {
    const texts = key.map((part) => this.#encoder.encode(part));
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    const address = this.#module.__wbindgen_malloc(length, 1) >>> 0;
    const all = this.#bytes(address, length);
    let at = 0;
    for (const text of texts) {
      all.set(text, at);
      at += text.length;
    }
    const [lang, engine, name] = texts.map((text, place) => (key[place] === undefined ? -1 : text.length)) as Three;
    this.#module.add(handle, address, length, lang, engine, name, ...counts);
  }

  /** The rows of an accumulator, which then has none. */
  take(handle: number): Row[] {
    const length = this.#module.take(handle);
    const text = this.#decoder.decode(this.#bytes(this.#module.out() >>> 0, length));
    const values: unknown[] = JSON.parse(`[${text}]`);
    return Array.from({ length: values.length / 6 }, (_, index) => rowOf(values.slice(6 * index, 6 * index + 6)));
  }

  /** How many counts were unattributed, shortened and dropped. */
  stats(handle: number): Three {
    return [this.#module.stat(handle, 0), this.#module.stat(handle, 1), this.#module.stat(handle, 2)];
  }

  /** Bytes of the module's memory. Once it has grown, it has another buffer. */
  #bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#module.memory.buffer, address, length);
  }
}

/** A row from its values. What is not known of its key is 0 there. */
function rowOf(values: readonly unknown[]): Row {
  const [requests, errors, accepts, ...key] = values as [...Three, ...(string | 0)[]];
  return { key: key.map((part) => (part === 0 ? undefined : part)), counts: [requests, errors, accepts] };
}
