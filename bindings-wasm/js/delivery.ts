import { Call, Step } from "./codes.js";
import type { HostOptions } from "./configure.js";
import { type Violation, ValidationError } from "./errors.js";
import { type Exchange, type Now, violationsIn } from "./exchange.js";
import { heldBy } from "./handle.js";
import { guarded } from "./module.js";
import type { Outcome, Reason, Stats } from "./outcome.js";
import type { Stream } from "./stream.js";
import { Timer } from "./timer.js";
import { post } from "./transport.js";

/**
 * The longest wait that keeps a Node.js process alive while the collector is away, in milliseconds: an outage does not hold
 * it for long. A flush holds it in any case, and so do events that only linger: they are sent before it ends.
 */
const HOLDING_WAIT = 1000;

/** The drive loop: feeds the core with calls, responses and time, and does what it says. */
export class Delivery {
  /** The tracker's handle in the module. */
  readonly #tracker: number;
  readonly #endpoint: string;
  readonly #host: HostOptions;
  readonly #random = new Uint8Array(16);
  readonly #randomWords = new DataView(this.#random.buffer);
  readonly #timer = new Timer(() => this.#pump());
  readonly #flushes = new Map<number, (isComplete: boolean) => void>();
  /** The events held, where somebody wants to know what becomes of them. */
  readonly #held: Set<string> | undefined;
  /** How events ended that the core cannot tell of. */
  readonly #untold: Outcome[] = [];
  #isScheduled = false;
  #isPumping = false;
  #goesRound = false;
  #hasFailed = false;
  /** Whether the last request went wrong. */
  #isAway = false;
  #stats: Stats;

  constructor(tracker: number, endpoint: string, host: HostOptions) {
    this.#tracker = heldBy(this, tracker);
    this.#endpoint = endpoint;
    this.#host = host;
    this.#held = host.onOutcome && new Set();
    this.#stats = { module_failed: 0, ...guarded((exchange) => countersOf(tracker, exchange)) };
  }

  /**
   * Takes an event and gives its id; nothing where it was not taken.
   *
   * @throws ValidationError
   */
  track(stream: Stream): string | undefined {
    this.#host.random(this.#random);
    const now = this.#now();
    let violations: readonly Violation[] = [];
    const id = this.#call((exchange) => {
      const isTold = exchange.hand(Call.Track, stream, this.#tracker, now, this.#randomWords);
      if (!isTold) return exchange.text();
      violations = violationsIn(exchange.lines());
      return undefined;
    });
    if (this.#hasFailed) this.#lose("");
    else if (id) this.#held?.add(id);
    this.#schedule();
    if (violations.length > 0) throw new ValidationError(violations);
    return id || undefined;
  }

  /**
   * Checks a scope: a stream that {@link scopeStream} has made.
   *
   * @throws ValidationError
   */
  checkScope(stream: Stream): void {
    const violations = this.#call((exchange) => {
      exchange.hand(Call.CheckScope, stream, this.#tracker);
      return violationsIn(exchange.lines());
    });
    if (violations?.length) throw new ValidationError(violations);
  }

  /** Sends what is held; tells after `timeoutMs` at the latest whether the collector has all of it. */
  flush(timeoutMs: number, closes: boolean): Promise<boolean> {
    const id = this.#call((exchange) => exchange.ask(closes ? Call.Close : Call.Flush, this.#tracker, this.#now(), timeoutMs));
    if (id === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#flushes.set(id, resolve);
      this.#pump();
    });
  }

  /** Opts the user out of tracking, or in again. */
  setOptOut(isOptedOut: boolean): void {
    this.#call((exchange) => exchange.ask(Call.OptOut, this.#tracker, undefined, Number(isOptedOut)));
    this.#schedule();
  }

  /** The counters; once the module has failed, as they were last read. */
  stats(): Stats {
    const counters = this.#call((exchange) => countersOf(this.#tracker, exchange));
    if (counters !== undefined) this.#stats = { ...this.#stats, ...counters };
    return { ...this.#stats };
  }

  #now(): Now {
    const { clock } = this.#host;
    return { wall: clock.now(), mono: clock.monotonic() };
  }

  /** Pumps soon: never within the app's call, and once for many calls. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#pump();
    });
  }

  /** Does all that is to be done. A listener may call the tracker meanwhile: then it goes round again. */
  #pump(): void {
    this.#goesRound = true;
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#goesRound) {
      this.#goesRound = false;
      this.#drain();
    }
    this.#isPumping = false;
  }

  #drain(): void {
    const now = this.#now();
    for (;;) {
      const step = this.#call((exchange) => exchange.ask(Call.Poll, this.#tracker, now));
      if (step === Step.Send) this.#send();
      else if (step === Step.Outcome) this.#settle();
      else if (step === Step.Flushed || step === Step.Unflushed) this.#endFlush(step === Step.Flushed);
      else return this.#wait(step === Step.Wait, now.mono);
    }
  }

  #wait(hasMoment: boolean, mono: number): void {
    const moment = hasMoment ? this.#call((exchange) => exchange.number()) : undefined;
    if (moment === undefined) this.#timer.stop();
    else this.#timer.set(moment, mono, this.#flushes.size > 0 || !this.#isAway || moment - mono <= HOLDING_WAIT);
    for (const outcome of this.#untold.splice(0)) this.#tell(outcome);
  }

  #send(): void {
    const request = this.#call((exchange) => ({ id: exchange.number(), body: exchange.body() }));
    if (!request) return;
    const { fetch, requestTimeoutMs, clock } = this.#host;
    void post(fetch, this.#endpoint, request.body, requestTimeoutMs, clock).then(({ status, retryAfter }) => {
      this.#isAway = status < 200 || status > 299;
      this.#call((exchange) => exchange.ask(Call.Respond, this.#tracker, this.#now(), request.id, status, retryAfter));
      this.#pump();
    });
  }

  #settle(): void {
    const outcome = this.#call(outcomeIn);
    if (!outcome) return;
    this.#held?.delete(outcome.eventId);
    this.#tell(outcome);
  }

  #endFlush(isComplete: boolean): void {
    const id = this.#call((exchange) => exchange.number()) ?? NaN;
    this.#flushes.get(id)?.(isComplete);
    this.#flushes.delete(id);
  }

  /** Tells the listener. What it throws, or its promise rejects with, is its own affair. */
  #tell(outcome: Outcome): void {
    try {
      const told = this.#host.onOutcome?.(outcome);
      if (told instanceof Promise) told.catch(() => {});
    } catch {
      // Said above.
    }
  }

  /** Calls the core; gives nothing once the module has failed. */
  #call<T>(use: (exchange: Exchange) => T): T | undefined {
    if (this.#hasFailed) return undefined;
    try {
      return guarded(use);
    } catch {
      this.#fail();
      return undefined;
    }
  }

  /** The module has failed: all that it held is lost, and the app learns it like any other outcome. */
  #fail(): void {
    this.#hasFailed = true;
    for (const id of this.#held ?? []) this.#lose(id);
    this.#held?.clear();
    for (const resolve of this.#flushes.values()) resolve(false);
    this.#flushes.clear();
    this.#schedule();
  }

  #lose(eventId: string): void {
    const reason: Reason = "module_failed";
    this.#stats = { ...this.#stats, [reason]: this.#stats[reason] + 1 };
    this.#untold.push({ eventId, reason, status: undefined, attempts: 0, violations: [], truncated: [] });
  }
}

/** The outcome that the core tells of: event id, reason, status or 0, attempts, cut fields, and then its violations. */
function outcomeIn(exchange: Exchange): Outcome {
  const [eventId = "", reason, status, attempts, truncated = "", ...lines] = exchange.lines();
  return {
    eventId,
    // The reasons stand behind the first counter, `accepted`.
    reason: exchange.counters[1 + Number(reason)] as Reason,
    status: Number(status) || undefined,
    attempts: Number(attempts),
    violations: violationsIn(lines),
    truncated: truncated.split(" ").slice(0, -1),
  };
}

/** The core's counters. */
function countersOf(tracker: number, exchange: Exchange): Omit<Stats, "module_failed"> {
  const counts = exchange.counters.map((name, place) => [name, exchange.ask(Call.Count, tracker, undefined, place)]);
  return Object.fromEntries(counts) as Stats;
}
