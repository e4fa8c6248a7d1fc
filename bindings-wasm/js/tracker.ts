import { Call } from "./codes.js";
import { endpointOf } from "./allowed.js";
import { checkNumber, hostOptions, optionStream } from "./configure.js";
import { Delivery } from "./delivery.js";
import { NO_SCOPE, type ScopeParts, eventStream, scopeParts, scopeStream } from "./event.js";
import type { AnyEvent, Attached, Scope } from "./kinds.js";
import { guarded } from "./module.js";
import type { TrackerOptions } from "./options.js";
import type { Stats } from "./outcome.js";

/** How long something may take. */
export interface Deadline {
  /** In milliseconds. Default: 5,000. */
  readonly timeoutMs?: number | undefined;
}

const DEFAULT_TIMEOUT = 5_000;

/** Takes events and delivers them. Make one with {@link createTracker}. */
export interface Tracker {
  /**
   * Takes an event. Never waits, and never throws for reasons of delivery: what becomes of the event is told to
   * `onOutcome` and counted in `stats()`.
   *
   * @returns the event's id; `undefined` where it was not taken (queue full, opted out, shut down).
   * @throws ValidationError where it breaks its schema or the tracking plan, unless `onInvalid` is `report`.
   */
  track(event: AnyEvent, attached?: Attached): string | undefined;
  /**
   * A tracker for a part of the application, such as one user's session: another face of this one. It has a subject and
   * entities of its own, before those of this one; they are taken as they are now. All else is shared.
   *
   * @throws ValidationError where something is wrong with them.
   */
  scoped(scope: Scope): Tracker;
  /**
   * Sends all events that are held now, without lingering.
   *
   * @returns whether the collector has all of them; `false` after `timeoutMs` at the latest.
   */
  flush(deadline?: Deadline): Promise<boolean>;
  /**
   * Takes no more events and sends those that are held. What is left after `timeoutMs` ends as `abandoned_at_shutdown`, or
   * as `stored`, where a store keeps it for the next start.
   *
   * @returns whether the collector has all of them.
   */
  shutdown(deadline?: Deadline): Promise<boolean>;
  /** What the tracker has done so far. */
  stats(): Stats;
  /** Opts the user out of tracking, or in again. Out: the events that wait are dropped, and further ones are not taken. */
  setOptOut(isOptedOut: boolean): void;
}

/**
 * Makes a tracker. Nothing is sent before the first event.
 *
 * @example
 * ```ts
 * const tracker = createTracker({ collector: "https://snowplow.example", appId: "gitlab-vscode" });
 * tracker.track(gkgSchemaIntrospected({ schema_version: "2.1.0" }), { entities: [context] });
 * await tracker.shutdown({ timeoutMs: 5000 });
 * ```
 * @throws ConfigError for an option that cannot be used; ValidationError for a subject or entities that cannot be.
 */
export function createTracker(options: TrackerOptions): Tracker {
  const host = hostOptions(options);
  const endpoint = endpointOf(options.collector);
  const stream = optionStream(options);
  const tracker = guarded((exchange) => exchange.hand(Call.Open, stream));
  const delivery = new Delivery(tracker, endpoint, [options.appId, options.namespace ?? ""], host);
  return trackerIn(options, NO_SCOPE, delivery);
}

/**
 * The tracker of a scope in another one.
 *
 * @throws ValidationError where something is wrong with it.
 */
function trackerIn(inner: Scope, outer: ScopeParts, delivery: Delivery): Tracker {
  const scope = scopeParts(inner, outer);
  delivery.checkScope(scopeStream(scope));
  return {
    track: (event, attached) => delivery.track(eventStream(event, attached, scope)),
    scoped: (further) => trackerIn(further, scope, delivery),
    flush: async (deadline) => delivery.flush(timeoutOf(deadline), false),
    shutdown: async (deadline) => delivery.flush(timeoutOf(deadline), true),
    stats: () => delivery.stats(),
    setOptOut: (isOptedOut) => delivery.setOptOut(isOptedOut),
  };
}

/** How long a flush may take, in milliseconds. */
function timeoutOf(deadline: Deadline | undefined): number {
  const timeout = deadline?.timeoutMs ?? DEFAULT_TIMEOUT;
  checkNumber("timeoutMs", timeout);
  return timeout;
}
