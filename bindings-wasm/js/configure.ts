/** From the app's options to what the core and the package decide by. */
import { checkAllowed, unusable } from "./allowed.js";
import { Option } from "./codes.js";
import { ConfigError } from "./errors.js";
import { type Clock, type Fetch, type Random, hostPlatform, systemClock, systemRandom } from "./host.js";
import type { TrackerOptions } from "./options.js";
import type { Outcome } from "./outcome.js";
import type { EventStore, StoreNotice } from "./store.js";
import { Stream, isWellFormed } from "./stream.js";

/** The type of an option; of one that is one of two words, the usual one and the other. */
type Type = "string" | "boolean" | "number" | "count" | "object" | "function" | readonly [usual: string, other: string];

/** The options that the core decides by, in the order in which `src/options.rs` reads them. */
const CORE_OPTIONS = {
  appId: "string",
  namespace: "string",
  platform: "string",
  trackerVersion: "string",
  base64: "boolean",
  framing: ["internal_events", "self_describing"],
  overflow: ["reject_new", "drop_oldest"],
  tooLong: ["reject", "truncate"],
  maxEvents: "count",
  maxBytes: "count",
  batchEvents: "count",
  batchBytes: "count",
  linger: "number",
  maxAge: "number",
  maxAttempts: "count",
} as const satisfies Record<string, Type>;

/** All options. */
const OPTIONS: Readonly<Record<string, Type>> = {
  collector: "string",
  ...CORE_OPTIONS,
  onInvalid: ["raise", "report"],
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
};

/** What can be done about a status: the core's actions, in the order of `src/options.rs`. */
const ACTIONS = ["deliver", "retry", "reject", "bisect", "split", "auth"] as const;

/** What the package itself decides by. */
export interface HostOptions {
  /** Whether `onOutcome` is told of invalid events; else the caller is. */
  readonly reportsInvalid: boolean;
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
  const { onInvalid, onOutcome, store, onStore, requestTimeoutMs = 10_000, fetch, clock, random } = options ?? {};
  for (const method of store ? (["load", "put", "delete"] as const) : []) {
    if (typeof store?.[method] !== "function") throw new ConfigError("store", `its ${method} is no function`);
  }
  return {
    reportsInvalid: onInvalid === "report",
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
  const type = Object.hasOwn(OPTIONS, name) && OPTIONS[name];
  if (!type) throw new ConfigError(name, "there is no such option");
  if (type === "number" || type === "count") {
    checkNumber(name, value, type);
    return checkAllowed(name, value);
  }
  const plain = typeof type === "string" ? type : "string";
  if (typeof value !== plain || value === null) throw new ConfigError(name, `expected a ${plain}, found a ${typeof value}`);
  if (typeof value === "string" && !isWellFormed(value)) {
    throw new ConfigError(name, "expected text, found half of a surrogate pair");
  }
  if (plain !== type) placeOf(value, type as readonly string[], name);
  checkAllowed(name, value);
}

/**
 * The place of a word among those that an option can be.
 *
 * @throws ConfigError
 */
function placeOf(word: unknown, words: readonly string[], name: string): number {
  const place = words.indexOf(word as string);
  if (place >= 0) return place;
  const expected = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  throw unusable(name, expected, word);
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

/**
 * The options for the core. Of texts it is given all; what it has for a number that is absent, it knows itself.
 *
 * @throws ConfigError
 */
export function optionStream(options: TrackerOptions): Stream {
  const usual = { namespace: "snowgauge", platform: hostPlatform(), trackerVersion: `js-${VERSION}` };
  const given: Partial<Record<string, unknown>> = { ...usual, ...defined(options) };
  const stream = Stream.take();
  for (const [name, type] of Object.entries<Type>(CORE_OPTIONS)) {
    const value = given[name];
    if (type === "string") stream.text(value as string);
    else if (type === "number" || type === "count") stream.text(value === undefined ? "" : digits(value as number));
    else stream.code(Number(type === "boolean" ? value === true : value === type[1]));
  }
  for (const [schema, version] of Object.entries(options.schemaVersions ?? {})) {
    writeOption(stream, Option.SchemaVersion, schema, String(version));
  }
  for (const [status, action] of Object.entries(options.statusPolicy ?? {})) {
    if (!/^[1-5]\d\d$/.test(status)) throw unusable("statusPolicy", "a status from 100 to 599", status);
    const place = placeOf(action, ACTIONS, "statusPolicy");
    writeOption(stream, Option.StatusPolicy, status, String(place));
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
