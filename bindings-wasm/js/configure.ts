/** From the app's options to what the core and the package decide by. */
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
  maxEvents: ["max_events", "count"],
  maxBytes: ["max_bytes", "count"],
  batchEvents: ["batch_events", "count"],
  batchBytes: ["batch_bytes", "count"],
  linger: ["linger", "number"],
  maxAttempts: ["max_attempts", "count"],
  maxAge: ["max_age", "number"],
  onInvalid: ["on_invalid", "string"],
} as const;

/** The other options and their types. */
const HOST_OPTIONS = {
  schemaVersions: "object",
  onOutcome: "function",
  requestTimeoutMs: "number",
  fetch: "function",
  clock: "object",
  random: "function",
} as const;

/** What the package itself decides by. */
export interface HostOptions {
  readonly onOutcome: ((outcome: Outcome) => unknown) | undefined;
  readonly requestTimeoutMs: number;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
}

/** The package's version; the build sets it. */
declare const VERSION: string;

/**
 * Checks the types of all options, as plain JavaScript lets anything through, and takes what is not for the core.
 *
 * @throws ConfigError
 */
export function hostOptions(options: TrackerOptions): HostOptions {
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value !== undefined) checkType(name, value);
  }
  for (const name of ["collector", "appId"] as const) {
    if (options?.[name] === undefined) throw new ConfigError(name, "has to be set");
  }
  const { onInvalid = "raise", onOutcome, requestTimeoutMs = 10_000, fetch, clock, random } = options ?? {};
  if (onInvalid !== "raise" && onInvalid !== "report") throw new ConfigError("onInvalid", "expected raise or report");
  return {
    onOutcome,
    requestTimeoutMs,
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
    clock: clock ?? systemClock,
    random: random ?? systemRandom(),
  };
}

function checkType(name: string, value: unknown): void {
  const type = Object.hasOwn(CORE_OPTIONS, name)
    ? CORE_OPTIONS[name as keyof typeof CORE_OPTIONS][1]
    : Object.hasOwn(HOST_OPTIONS, name) && HOST_OPTIONS[name as keyof typeof HOST_OPTIONS];
  if (!type) throw new ConfigError(name, "there is no such option");
  if (type === "number" || type === "count") return checkNumber(name, value, type);
  if (typeof value !== type || value === null) throw new ConfigError(name, `expected a ${type}, found a ${typeof value}`);
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) {
    throw new ConfigError(name, "expected text, found half of a surrogate pair");
  }
}

/**
 * Checks a number of milliseconds, or a count, which is whole.
 *
 * @throws ConfigError
 */
export function checkNumber(name: string, value: unknown, type: "number" | "count" = "number"): void {
  if (typeof value !== "number") throw new ConfigError(name, `expected a number, found a ${typeof value}`);
  if (!(value >= 0)) throw new ConfigError(name, "expected a number from 0 on");
  if (type === "count" && !Number.isSafeInteger(value)) throw new ConfigError(name, "expected a whole number");
}

/** The options for the core, as lines of names and values. */
export function optionLines(options: TrackerOptions): string {
  const given = { platform: hostPlatform(), trackerVersion: `js-${VERSION}`, ...defined(options) };
  const lines: string[] = [];
  for (const [name, [coreName]] of Object.entries(CORE_OPTIONS)) {
    const value = given[name as keyof typeof CORE_OPTIONS];
    if (value !== undefined) lines.push(coreName, typeof value === "number" ? digits(value) : oneLine(value));
  }
  for (const [schema, version] of Object.entries(options?.schemaVersions ?? {})) {
    lines.push(`version:${oneLine(schema)}`, oneLine(version));
  }
  return lines.join("\n");
}

function defined(options: TrackerOptions): Partial<TrackerOptions> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));
}

/** A number as the core reads it: whole, and never with an exponent. */
function digits(value: number): string {
  return String(Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER));
}

/** A text that ends no line; what the core refuses in it, it still refuses. */
function oneLine(value: unknown): string {
  return String(value).replaceAll("\n", "\t");
}

/** The error for the core's sentence, which begins with its own name of the option. */
export function configError(problem: string): ConfigError {
  const colon = problem.indexOf(": ");
  const coreName = problem.slice(0, colon);
  const found = Object.entries(CORE_OPTIONS).find(([, [name]]) => name === coreName);
  return new ConfigError(found ? found[0] : "schemaVersions", problem.slice(colon + 2));
}
