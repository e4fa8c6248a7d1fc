/** The WebAssembly module: one per copy of this package, started when it is first needed. */
import { type ViolationList, Part, initSync } from "../pkg/snowgauge.js";
import { type Code, type Violation, ConfigError } from "./errors.js";
import { ModuleInput } from "./input.js";

/** The module's bytes, or the compiled module. */
export type ModuleSource = BufferSource | WebAssembly.Module;

let source: (() => ModuleSource) | undefined;
let running: ModuleInput | undefined;
let failure: unknown;

/** Says where the module comes from when it is first needed. */
export function startFrom(load: () => ModuleSource): void {
  source = load;
}

/** Starts the module, unless it runs. */
export function start(module: ModuleSource): void {
  running ??= new ModuleInput(initSync({ module }).memory);
}

/** Whether the module runs. */
export const isRunning = (): boolean => running !== undefined;

/**
 * Calls into the module, starting it if need be. After a trap its memory may hold anything, so it is never called again.
 *
 * @throws what the call throws; if that was no ConfigError, then for ever after.
 */
export function guarded<T>(call: (module: ModuleInput) => T): T {
  if (failure) throw failure;
  const module = running ?? startNow();
  try {
    return call(module);
  } catch (error) {
    if (!(error instanceof ConfigError)) failure = error;
    throw error;
  }
}

function startNow(): ModuleInput {
  if (!source) throw new Error("snowgauge/external: await init() before anything else");
  start(source());
  return running as ModuleInput;
}

/** The violations in a list, which is used up. */
export function violationsIn(list: ViolationList): Violation[] {
  const part = (index: number, name: Part): string => list.part(index, name) ?? "";
  const violations = Array.from({ length: list.length }, (_, index) => ({
    code: part(index, Part.Code) as Code,
    pointer: part(index, Part.Pointer),
    expected: part(index, Part.Expected),
    found: part(index, Part.Found),
    schema: part(index, Part.Schema),
    message: part(index, Part.Message),
  }));
  list.free();
  return violations;
}
