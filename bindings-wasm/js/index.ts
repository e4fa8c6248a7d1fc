/** The entry `snowgauge`: one file, the module inside. */
import base64 from "../pkg/snowgauge_bg.wasm";
import { isRunning, start, startFrom } from "./module.js";

export * from "./api.js";

startFrom(moduleBytes);

function moduleBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * Starts the WebAssembly module without blocking. Optional: without, the first call does it.
 *
 * A page's Content-Security-Policy has to allow it: `script-src 'wasm-unsafe-eval'`.
 */
export async function init(): Promise<void> {
  if (!isRunning()) start(await WebAssembly.compile(moduleBytes()));
}
