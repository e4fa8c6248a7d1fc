import { checkNumber } from "./configure.js";
import { type Counting, type Row, counting } from "./counting.js";
import type { RequestCount } from "./generated.js";
import { heldBy } from "./handle.js";

/** What is counted apart. A part that is absent or null is not known. */
export interface CountKey {
  /** Programming language of the completions request; of a longer text the first 32 characters count. */
  readonly lang?: string | null | undefined;
  /** Model engine used for the completions; of a longer text the first 64 characters count. */
  readonly model_engine?: string | null | undefined;
  /** Model name used for the completions; of a longer text the first 64 characters count. */
  readonly model_name?: string | null | undefined;
}

/** What could not be counted as it came. All zero, every count is in the row that it belongs to. */
export interface CountStats {
  /** Counts that went to the row without a key, as there were `maxKeys` other keys. */
  readonly unattributed: number;
  /** Counts whose key had a longer text than the schema allows; it was shortened. */
  readonly shortened: number;
  /** Counts that were dropped, as their row stood at 2147483647, the largest that the schema allows. */
  readonly dropped: number;
}

/** The options of request counts. */
export interface RequestCountsOptions {
  /** How many different keys are held. Default: 100. So many, even of the longest, fit into an event. */
  readonly maxKeys?: number | undefined;
}

/** A row that was taken. What is not known of its key is absent. */
export type TakenCount = RequestCount & Record<(typeof COUNTS)[number], number>;

/** What is added: the counts may be anything, before they are looked at. */
type Given = CountKey & Record<(typeof COUNTS)[number], unknown>;

const COUNTS = ["requests", "errors", "accepts"] as const;
const KEYS = ["lang", "model_engine", "model_name"] as const;

/**
 * Adds up requests, errors and accepts per language, model engine and model name, until an event takes them along: what a
 * gateway tells of previous requests.
 *
 * The counts of further keys than `maxKeys` go to the row without a key, so the totals stay right. Counts stop at 2147483647,
 * the largest that the schema allows, and texts of keys are shortened to its lengths. None of it is silent: `stats` says how
 * many counts it concerned.
 *
 * @example
 * ```ts
 * const counts = new RequestCounts();
 * counts.recordRequest({ lang: "python", model_engine: "vertex-ai" });
 * const taken = counts.take();
 * const context = codeSuggestionsContext({ request_counts: taken, prefix_length: 120 });
 * if (!tracker.track(suggestionRequested(), { entities: [context] })) counts.giveBack(taken);
 * ```
 */
export class RequestCounts {
  readonly #handle: number;

  /** @throws ConfigError where `maxKeys` is no whole number from 0 on. */
  constructor({ maxKeys }: RequestCountsOptions = {}) {
    if (maxKeys !== undefined) checkNumber("maxKeys", maxKeys, "count");
    this.#handle = heldBy(this, counting((module) => module.open(maxKeys)), release);
  }

  /**
   * Counts a request, or `count` of them.
   *
   * @throws TypeError where the key or the count is none.
   */
  recordRequest(key: CountKey = {}, count = 1): void {
    this.#add([{ ...key, requests: count, errors: 0, accepts: 0 }], "");
  }

  /**
   * Counts a request that failed, or `count` of them. That it was made is recorded apart, by {@link recordRequest}.
   *
   * @throws TypeError where the key or the count is none.
   */
  recordError(key: CountKey = {}, count = 1): void {
    this.#add([{ ...key, requests: 0, errors: count, accepts: 0 }], "");
  }

  /**
   * Counts a suggestion that was accepted, or `count` of them.
   *
   * @throws TypeError where the key or the count is none.
   */
  recordAccept(key: CountKey = {}, count = 1): void {
    this.#add([{ ...key, requests: 0, errors: 0, accepts: count }], "");
  }

  /** Gives away what was counted, for an event to take along, and begins anew. Rows are in the order of their keys. */
  take(): TakenCount[] {
    return (call((module) => module.take(this.#handle)) ?? []).map(takenOf);
  }

  /**
   * Adds counts again that were taken for an event which was then not tracked. What was counted since stays.
   *
   * @throws TypeError, and adds nothing, where they are not what {@link take} gives.
   */
  giveBack(counts: readonly RequestCount[]): void {
    this.#add(counts, "counts");
  }

  /** What could not be counted as it came, since the beginning. */
  stats(): CountStats {
    const [unattributed, shortened, dropped] = call((module) => module.stats(this.#handle)) ?? [0, 0, 0];
    return { unattributed, shortened, dropped };
  }

  /** Adds rows. What is wrong is told before anything is added. */
  #add(given: readonly Given[], name: string): void {
    if (!Array.isArray(given)) throw new TypeError(`${name}: expected an array, as take() gives`);
    const rows = given.map((row, index) => rowOf(row, name && `${name}[${index}].`));
    call((module) => rows.forEach((row) => module.add(this.#handle, row)));
  }
}

function release(handle: number): void {
  counting((module) => module.release(handle));
}

/** Once the module has failed, there are no counts; that is no reason to fail the app. */
function call<T>(use: (module: Counting) => T): T | undefined {
  try {
    return counting(use);
  } catch {
    return undefined;
  }
}

/** A row as the module takes it. */
function rowOf(given: Given, at: string): Row {
  const key = KEYS.map((name) => textOf(given?.[name], `${at}${name}`));
  const counts = COUNTS.map((name) => countOf(given?.[name], at ? `${at}${name}` : "count"));
  return { key, counts: counts as [number, number, number] };
}

function textOf(text: unknown, name: string): string | undefined {
  if (text !== undefined && text !== null && typeof text !== "string") throw new TypeError(`${name}: expected a string`);
  return text ?? undefined;
}

/** A count as the module reads it. What is beyond 2^53 is far beyond what a row holds. */
function countOf(count: unknown, name: string): number {
  const isCount = typeof count === "bigint" ? count >= 0n : Number.isInteger(count) && (count as number) >= 0;
  if (!isCount) throw new TypeError(`${name}: expected a whole number from 0 on`);
  return Math.min(Number(count), Number.MAX_SAFE_INTEGER);
}

/** A row as {@link RequestCounts.take} gives it. */
function takenOf({ key, counts: [requests, errors, accepts] }: Row): TakenCount {
  const known = KEYS.flatMap((name, place) => (key[place] === undefined ? [] : [[name, key[place]]]));
  return { requests, errors, accepts, ...Object.fromEntries(known) };
}
