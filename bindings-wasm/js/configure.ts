/** From the app's options to what the core and the package decide by. */
import { Option } from "./codes.js";
import { ConfigError } from "./errors.js";
import { type Clock, type Fetch, type Random, hostPlatform, systemClock, systemRandom } from "./host.js";
import type { TrackerOptions } from "./options.js";
import type { Outcome } from "./outcome.js";
import type { EventStore, StoreNotice } from "./store.js";
import { Stream, isWellFormed } from "./stream.js";

/** The options that the core decides by: what the module calls each, and its type. */
const CORE_OPTIONS = {
  collector: [Option.Collector, "string"],
  appId: [Option.AppId, "string"],
  namespace: [Option.Namespace, "string"],
  platform: [Option.Platform, "string"],
  framing: [Option.Framing, "string"],
  trackerVersion: [Option.TrackerVersion, "string"],
  maxEvents: [Option.MaxEvents, "count"],
  maxBytes: [Option.MaxBytes, "count"],
  batchEvents: [Option.BatchEvents, "count"],
  batchBytes: [Option.BatchBytes, "count"],
  linger: [Option.Linger, "number"],
  maxAttempts: [Option.MaxAttempts, "count"],
  maxAge: [Option.MaxAge, "number"],
  onInvalid: [Option.OnInvalid, "string"],
  tooLong: [Option.TooLong, "string"],
  base64: [Option.Base64, "boolean"],
  overflow: [Option.Overflow, "string"],
} as const;

/** The other options and their types. */
const HOST_OPTIONS = {
  schemaVersions: "object",
  statusPolicy: "object",
  subject: "object",
  entities: "object",
  onOutcome: "function",
  store: "object",
  onStore: "function",
  requestTimeoutMs: "number",
  fetch: "function",
  clock: "object",
  random: "function",
} as const;

/** Options that are one of two words. */
const CHOICES = { onInvalid: ["raise", "report"], tooLong: ["reject", "truncate"] } as const;

/** What the package itself decides by. */
export interface HostOptions {
  readonly onOutcome: ((outcome: Outcome) => unknown) | undefined;
  readonly store: EventStore | undefined;
  readonly onStore: ((notice: StoreNotice) => unknown) | undefined;
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
  for (const [name, [usual, other]] of Object.entries(CHOICES)) {
    const choice = options?.[name as keyof typeof CHOICES] ?? usual;
    if (choice !== usual && choice !== other) throw new ConfigError(name, `expected ${usual} or ${other}`);
  }
  const { onOutcome, store, onStore, requestTimeoutMs = 10_000, fetch, clock, random } = options ?? {};
  for (const method of store ? (["load", "put", "delete"] as const) : []) {
    if (typeof store?.[method] !== "function") throw new ConfigError("store", `its ${method} is no function`);
  }
  return {
    onOutcome,
    store,
    onStore,
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
  if (typeof value === "string" && !isWellFormed(value)) {
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

/** The options for the core. */
export function optionStream(options: TrackerOptions): Stream {
  const given = { platform: hostPlatform(), trackerVersion: `js-${VERSION}`, ...defined(options) };
  const stream = Stream.take();
  for (const [name, [option]] of Object.entries(CORE_OPTIONS)) {
    const value = given[name as keyof typeof CORE_OPTIONS];
    if (value !== undefined) writeOption(stream, option, "", typeof value === "number" ? digits(value) : String(value));
  }
  for (const [schema, version] of Object.entries(options.schemaVersions ?? {})) {
    writeOption(stream, Option.SchemaVersion, schema, String(version));
  }
  for (const [status, action] of Object.entries(options.statusPolicy ?? {})) {
    writeOption(stream, Option.StatusPolicy, digits(Number(status) || 0), String(action));
  }
  return stream;
}

function writeOption(stream: Stream, option: Option, name: string, value: string): void {
  stream.code(option);
  stream.text(name);
  stream.text(value);
}

function defined(options: TrackerOptions): Partial<TrackerOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** A number as the core reads it: whole, and never with an exponent. */
function digits(value: number): string {
  return String(Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER));
}

/** The error for the core's sentence, which begins with the option's name, written as `max_events`. */
export function configError(problem: string): ConfigError {
  const [name = "", ...rest] = problem.split(": ");
  return new ConfigError(name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()), rest.join(": "));
}
