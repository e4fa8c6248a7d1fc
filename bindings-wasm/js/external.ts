/** The entry `snowgauge/external`: the module is a file beside it, `snowgauge.wasm`. */
import { isRunning, start } from "./module.js";

export * from "./api.js";

/**
 * Starts the WebAssembly module: to be awaited before anything else.
 *
 * @param source where the module is, its bytes, or the compiled module. Default: beside this file. Node.js fetches no
 * files: there, give the bytes.
 */
export async function init(
  source: string | URL | BufferSource | WebAssembly.Module = new URL("./snowgauge.wasm", import.meta.url),
): Promise<void> {
  if (isRunning()) return;
  start(typeof source === "string" || source instanceof URL ? await compile(source) : source);
}

async function compile(url: string | URL): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`snowgauge/external: ${response.status} for the module`);
  return WebAssembly.compile(await response.arrayBuffer());
}
