/** The main WebAssembly module: one per copy of this package, started when it is first needed. */
import { Call } from "./codes.js";
import { Exchange } from "./exchange.js";
import { Running } from "./running.js";
import { Stream } from "./stream.js";
import { TABLES } from "./tables.js";

/** The module's bytes, or the compiled module. */
export type ModuleSource = BufferSource | WebAssembly.Module;

let source: (() => ModuleSource) | undefined;
let running: Running<Exchange> | undefined;

/** Says where the module comes from when it is first needed. */
export function startFrom(load: () => ModuleSource): void {
  source = load;
}

/** Starts the module, unless it runs. It imports nothing, so that there is nothing to wire up. */
export function start(source: ModuleSource): void {
  if (running) return;
  const module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
  const exchange = new Exchange(new WebAssembly.Instance(module).exports);
  const stream = Stream.take();
  for (const text of TABLES.split("\n")) stream.text(text);
  exchange.hand(Call.Plan, stream);
  running = new Running(exchange);
}

/** Whether the module runs. */
export const isRunning = (): boolean => running !== undefined;

/**
 * Calls into the module, starting it if need be.
 *
 * @throws what the call throws; if that was no ConfigError, then for ever after.
 */
export function guarded<T>(call: (exchange: Exchange) => T): T {
  return (running ?? startNow()).call(call);
}

function startNow(): Running<Exchange> {
  if (!source) throw new Error("snowgauge/external: await init() before anything else");
  start(source());
  return running as Running<Exchange>;
}
