/** From the app's options to what the core and the package decide by. */
import { Options } from "../pkg/snowgauge.js";
import { ConfigError } from "./errors.js";
import { type Clock, type Fetch, type Random, hostPlatform, systemClock, systemRandom } from "./host.js";
import type { TrackerOptions } from "./options.js";
import type { Outcome } from "./outcome.js";

/** The options that the core decides by: each name here, its name there and its type. */
const CORE_OPTIONS = {
  collector: ["collector", "string"],
  appId: ["app_id", "string"],
  namespace: ["namespace", "string"],
  platform: ["platform", "string"],
  framing: ["framing", "string"],
  trackerVersion: ["tracker_version", "string"],
  maxEvents: ["max_events", "number"],
  maxBytes: ["max_bytes", "number"],
  batchEvents: ["batch_events", "number"],
  batchBytes: ["batch_bytes", "number"],
  lingerMs: ["linger", "number"],
  maxAttempts: ["max_attempts", "number"],
  maxAgeMs: ["max_age", "number"],
} as const;

/** The other options and their types. */
const HOST_OPTIONS = {
  schemaVersions: "object",
  onInvalid: "string",
  onOutcome: "function",
  requestTimeoutMs: "number",
  fetch: "function",
  clock: "object",
  random: "function",
} as const;

/** What the package itself decides by. */
export interface HostOptions {
  readonly reportInvalid: boolean;
  readonly onOutcome: ((outcome: Outcome) => unknown) | undefined;
  readonly requestTimeoutMs: number;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
}

/** The same for every copy of this package; the build sets it. */
declare const VERSION: string;

/**
 * Checks the types of all options: plain JavaScript lets anything through.
 *
 * @throws ConfigError
 */
export function hostOptions(options: TrackerOptions): HostOptions {
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value !== undefined) checkType(name, value);
  }
  const { onInvalid = "raise", requestTimeoutMs = 10_000, clock = systemClock } = options ?? {};
  if (onInvalid !== "raise" && onInvalid !== "report") throw new ConfigError("onInvalid", "expected raise or report");
  return {
    reportInvalid: onInvalid === "report",
    onOutcome: options?.onOutcome,
    requestTimeoutMs,
    fetch: options?.fetch ?? ((url, init) => globalThis.fetch(url, init) as ReturnType<Fetch>),
    clock,
    random: options?.random ?? systemRandom(),
  };
}

function checkType(name: string, value: unknown): void {
  const type = Object.hasOwn(CORE_OPTIONS, name)
    ? CORE_OPTIONS[name as keyof typeof CORE_OPTIONS][1]
    : Object.hasOwn(HOST_OPTIONS, name) && HOST_OPTIONS[name as keyof typeof HOST_OPTIONS];
  if (!type) throw new ConfigError(name, "there is no such option");
  if (typeof value !== type || value === null) throw new ConfigError(name, `expected a ${type}, found a ${typeof value}`);
  if (type === "number" && !((value as number) >= 0)) throw new ConfigError(name, "expected a number from 0 on");
}

/**
 * Hands the options to the core, which checks them.
 *
 * @throws ConfigError
 */
export function coreOptions(options: TrackerOptions, reportInvalid: boolean): Options {
  const core = new Options();
  const given = { platform: hostPlatform(), trackerVersion: `js-${VERSION}`, collector: "", ...defined(options) };
  for (const [name, [coreName, type]] of Object.entries(CORE_OPTIONS)) {
    const value = given[name as keyof typeof CORE_OPTIONS];
    if (value === undefined) continue;
    if (type === "number") core.number(coreName, value as number);
    else refuse(core.text(coreName, value as string));
  }
  for (const [schema, version] of Object.entries(options.schemaVersions ?? {})) core.schema_version(schema, String(version));
  if (reportInvalid) core.report_invalid();
  refuse(core.problem());
  return core;
}

function defined(options: TrackerOptions): Partial<TrackerOptions> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));
}

/** The core's sentence begins with its own name of the option. */
function refuse(problem: string | undefined): void {
  if (problem === undefined) return;
  const colon = problem.indexOf(": ");
  const coreName = problem.slice(0, colon);
  const found = Object.entries(CORE_OPTIONS).find(([, [name]]) => name === coreName);
  throw new ConfigError(found ? found[0] : "schemaVersions", problem.slice(colon + 2));
}
