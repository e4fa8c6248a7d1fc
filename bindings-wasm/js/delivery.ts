import { Call, Step } from "./codes.js";
import type { HostOptions } from "./configure.js";
import { type Violation, ValidationError } from "./errors.js";
import { type Exchange, type Now, violationsIn } from "./exchange.js";
import { heldBy } from "./handle.js";
import { guarded } from "./module.js";
import type { Outcome, Reason, Stats } from "./outcome.js";
import { watchPage } from "./page.js";
import type { EventStore, StoreNotice } from "./store.js";
import { Storing, type StoredEvent } from "./storing.js";
import { Stream } from "./stream.js";
import { LONGEST_WAIT, Timer, within } from "./timer.js";
import { call, countersOf, outcomeIn } from "./told.js";
import { post } from "./transport.js";

/**
 * The longest wait that keeps a Node.js process alive while the collector is away, in milliseconds: an outage does not hold
 * it for long. A flush holds it in any case, and so do events that only linger: they are sent before it ends.
 */
const HOLDING_WAIT = 1000;

/**
 * What the clock since any moment begins with, in milliseconds: an event from before the page or the process was there can be
 * as old as that, 35 years.
 */
const BEGINNING = 2 ** 40;

/** How long a flush waits until a store has told what earlier trackers have left, in milliseconds. */
const LONGEST_LOOK = 1_000;

/** How long a page that is hidden, and yet stays, hurries with what it held, in milliseconds. */
const HIDDEN_FLUSH = 5_000;

/** A flush that is not over. */
interface Flush {
  readonly resolve: (isComplete: boolean) => void;
  readonly deadline: number;
  readonly closes: boolean;
}

/** The drive loop: feeds the core with calls, responses and time, and does what it says. */
export class Delivery {
  /** The tracker's handle in the module. */
  readonly #tracker: number;
  readonly #endpoint: string;
  readonly #host: HostOptions;
  readonly #random = new Uint8Array(16);
  readonly #timer = new Timer(() => this.#pump());
  readonly #flushes = new Map<number, Flush>();
  readonly #storing: Storing | undefined;
  /** The first look for what earlier trackers have left, until it is over. */
  #firstLook: Promise<void> | undefined;
  /** The events held, where somebody wants to know what becomes of them. */
  readonly #held: Set<string> | undefined;
  /** How events ended that the core cannot tell of. */
  readonly #untold: Outcome[] = [];
  #isScheduled = false;
  #isPumping = false;
  #goesRound = false;
  #hasFailed = false;
  /** Whether the page may be about to go. */
  #isHiding = false;
  /** Whether the last request went wrong. */
  #isAway = false;
  #stats: Stats;
  /** The last time that could be told. */
  #time: Now = { wall: 0, mono: BEGINNING };
  /** Events of which the core thinks that the store had them at the shutdown. */
  #misjudged = 0;

  /** @param owner whose events these are: what a tracker that takes them over has in common with this one. */
  constructor(tracker: number, endpoint: string, owner: readonly unknown[], host: HostOptions) {
    this.#tracker = heldBy(this, tracker, release);
    this.#endpoint = endpoint;
    this.#host = host;
    this.#held = host.onOutcome && new Set();
    this.#stats = { module_failed: 0, ...guarded((exchange) => countersOf(tracker, exchange)) };
    this.#storing = host.store && this.#storingIn(host.store, [endpoint, ...owner]);
    if (this.#storing) this.#firstLook = this.#look();
    watchPage(this);
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
    const [isStored, isReported] = [Number(!!this.#storing), Number(this.#host.reportsInvalid)];
    const taken = this.#call((exchange) => {
      const isRaised = exchange.hand(Call.Track, stream, this.#tracker, now, this.#random, isStored, isReported);
      if (!isRaised) return exchange.text();
      violations = violationsIn(exchange.lines());
      return undefined;
    });
    // Behind the id comes what a store is to keep. Nothing is sent before it was asked to.
    const [eventId = "", payload] = taken?.split("\n") ?? [];
    if (this.#hasFailed) this.#lose("");
    else if (eventId) this.#held?.add(eventId);
    if (payload) this.#storing?.put({ eventId, tracked: Math.floor(now.wall), payload });
    this.#schedule();
    if (violations.length > 0) throw new ValidationError(violations);
    return eventId || undefined;
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
    if (this.#firstLook) return this.#flushAfter(this.#firstLook, timeoutMs, closes);
    const now = this.#now();
    const id = this.#call((exchange) => exchange.ask(closes ? Call.Close : Call.Flush, this.#tracker, now, timeoutMs));
    if (id === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#flushes.set(id, { resolve, deadline: now.mono + timeoutMs, closes });
      this.#pump();
    });
  }

  /** Flushes what earlier trackers have left, too. A store that answers late holds up nothing for long. */
  async #flushAfter(look: Promise<void>, timeoutMs: number, closes: boolean): Promise<boolean> {
    const begun = this.#now();
    // What is held does not wait for what may come.
    this.#call((exchange) => exchange.ask(Call.Flush, this.#tracker, begun, timeoutMs));
    this.#pump();
    await within(look, Math.min(timeoutMs, LONGEST_LOOK));
    this.#firstLook = undefined;
    return this.flush(Math.max(timeoutMs - (this.#now().mono - begun.mono), 0), closes);
  }

  async #look(): Promise<void> {
    // Not before whoever makes the tracker has it.
    await undefined;
    await this.#storing?.look();
    this.#firstLook = undefined;
  }

  /** The page may be about to go: sends what is held, without lingering, in requests that outlive it. */
  hide(): void {
    this.#isHiding = true;
    this.#call((exchange) => exchange.ask(Call.Flush, this.#tracker, this.#now(), HIDDEN_FLUSH));
    this.#pump();
    this.#isHiding = false;
  }

  /** Opts the user out of tracking, or in again. */
  setOptOut(isOptedOut: boolean): void {
    this.#call((exchange) => exchange.ask(Call.OptOut, this.#tracker, undefined, Number(isOptedOut)));
    // What others have left in the store ends too.
    if (isOptedOut) void this.#storing?.look();
    this.#schedule();
  }

  /** The counters; once the module has failed, as they were last read. */
  stats(): Stats {
    const counters = this.#call((exchange) => countersOf(this.#tracker, exchange));
    if (counters !== undefined) this.#stats = { ...this.#stats, ...counters };
    const { stored, abandoned_at_shutdown, ...others } = this.#stats;
    const { unstored = 0, damaged = 0 } = this.#storing ?? {};
    const kept = stored - this.#misjudged;
    return { ...others, stored: kept, abandoned_at_shutdown: abandoned_at_shutdown + this.#misjudged, unstored, damaged };
  }

  /** The time. Where a clock of the app's throws, it stands still. */
  #now(): Now {
    const { clock } = this.#host;
    try {
      this.#time = { wall: clock.now(), mono: BEGINNING + clock.monotonic() };
    } catch {
      // Said above.
    }
    return this.#time;
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
    try {
      while (this.#goesRound) {
        this.#goesRound = false;
        this.#drain();
      }
    } finally {
      this.#isPumping = false;
    }
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
    const { fetch, requestTimeoutMs: timeoutMs } = this.#host;
    const sending = { fetch, url: this.#endpoint, timeoutMs, outlives: this.#isHiding, now: () => this.#now().wall };
    void post(sending, request.body).then(({ status, retryAfter }) => {
      this.#isAway = status < 200 || status > 299;
      this.#call((exchange) => exchange.ask(Call.Respond, this.#tracker, this.#now(), request.id, status, retryAfter));
      this.#pump();
      if (this.#storing?.hasMore) void this.#storing.look();
    });
  }

  #settle(): void {
    // Where nobody wants to know how each event ended, it is not read.
    if (!this.#held && !this.#storing) return;
    const told = this.#call(outcomeIn);
    if (!told) return;
    const { eventId } = told;
    const isMisjudged = told.reason === "stored" && !this.#storing?.has(eventId);
    const outcome: Outcome = isMisjudged ? { ...told, reason: "abandoned_at_shutdown" } : told;
    if (isMisjudged) this.#misjudged += 1;
    this.#storing?.end(eventId, outcome.reason);
    this.#held?.delete(eventId);
    this.#tell(outcome);
  }

  #endFlush(isComplete: boolean): void {
    const id = this.#call((exchange) => exchange.number()) ?? NaN;
    const flush = this.#flushes.get(id);
    this.#flushes.delete(id);
    if (flush) void this.#stored(flush.deadline).then(() => this.#resolve(flush, isComplete));
  }

  #resolve({ resolve, closes }: Flush, isComplete: boolean): void {
    if (closes) this.#storing?.release();
    resolve(isComplete);
  }

  /** When the store has answered, and at this moment at the latest. */
  async #stored(deadline: number): Promise<void> {
    if (!this.#storing?.isWriting) return;
    await within(this.#storing.idle(), Math.min(Math.max(deadline - this.#now().mono, 0), LONGEST_WAIT));
  }

  #storingIn(store: EventStore, owner: readonly unknown[]): Storing {
    const random = new Uint8Array(16);
    this.#host.random(random);
    const tell = (notice: StoreNotice): void => call(() => this.#host.onStore?.(notice));
    return new Storing(store, owner, random, tell, (event) => this.#restore(event), () => this.#schedule());
  }

  /** Takes over what a store has kept, unless there is no room. */
  #restore({ eventId, tracked, payload }: StoredEvent): boolean {
    const id = Uint8Array.from(eventId.replaceAll("-", "").match(/../g) ?? [], (digits) => parseInt(digits, 16));
    const stream = Stream.take();
    stream.code(0);
    stream.text(payload);
    stream.text(String(tracked));
    const ask = (exchange: Exchange): number =>
      exchange.hand(Call.Restore, stream, this.#tracker, this.#now(), id);
    const isTaken = this.#call(ask) === 1;
    if (isTaken) this.#held?.add(eventId);
    return isTaken;
  }

  /** Tells the listener. */
  #tell(outcome: Outcome): void {
    call(() => this.#host.onOutcome?.(outcome));
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
    for (const flush of this.#flushes.values()) this.#resolve(flush, false);
    this.#flushes.clear();
    this.#schedule();
  }

  #lose(eventId: string): void {
    const reason: Reason = this.#storing?.has(eventId) ? "stored" : "module_failed";
    this.#stats = { ...this.#stats, [reason]: this.#stats[reason] + 1 };
    this.#untold.push({ eventId, reason, status: undefined, attempts: 0, violations: [], truncated: [] });
  }
}

/** Lets go of a tracker. */
function release(tracker: number): void {
  guarded((exchange) => exchange.ask(Call.Release, tracker));
}
