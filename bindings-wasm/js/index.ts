/** The entry `snowgauge`: one file, the module inside. */
import module from "../pkg/snowgauge_bg.wasm";
import { bytesOf } from "./embedded.js";
import { isRunning, start, startFrom } from "./module.js";

export * from "./api.js";

startFrom(() => bytesOf(module));

/**
 * Starts the WebAssembly module without blocking. Optional: without, the first call does it.
 *
 * A page's Content-Security-Policy has to allow it: `script-src 'wasm-unsafe-eval'`.
 */
export async function init(): Promise<void> {
  if (!isRunning()) start(await WebAssembly.compile(bytesOf(module)));
}
