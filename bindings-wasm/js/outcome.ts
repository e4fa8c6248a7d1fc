import type { Violation } from "./errors.js";

/** Why an event left the tracker, or was not taken. */
export type Reason =
  /** The collector answered with a 2xx status. */
  | "delivered"
  /** The collector answered that it will never take it. */
  | "rejected"
  /** It was tried `maxAttempts` times. */
  | "retries_exhausted"
  /** It became older than `maxAge`. */
  | "expired"
  /** There was no room: it was not taken, or gave way to a newer one. */
  | "queue_full"
  /** The collector answered 413 to it alone. */
  | "too_large"
  /** The collector answered 401 or 403. */
  | "auth"
  /** The user has opted out of tracking. */
  | "opted_out"
  /** The deadline of the shutdown passed first, and no store keeps it. */
  | "abandoned_at_shutdown"
  /** Not taken: it breaks its schema or the tracking plan. */
  | "invalid"
  /** Not taken: the tracker was shut down before. */
  | "closed"
  /** The deadline of the shutdown passed first. The store keeps it: the next start sends it, and tells how it ends. */
  | "stored"
  /** The WebAssembly module has failed, for want of memory for instance: what it held is lost, unless `stored`, and nothing is taken any more. */
  | "module_failed";

/** How one event ended. Each event has exactly one. */
export interface Outcome {
  /** Which event: the id that `track` gave. Empty for an event that came after the module had failed. */
  readonly eventId: string;
  /** Why it left. */
  readonly reason: Reason;
  /** The HTTP status that decided it, where one did. */
  readonly status: number | undefined;
  /** How many requests carried it. */
  readonly attempts: number;
  /** What was wrong with it, where the reason is `invalid`. */
  readonly violations: readonly Violation[];
  /** The fields that were cut to their limits, where `tooLong` asks for that: `page_title`, as violations name it. */
  readonly truncated: readonly string[];
}

/**
 * What a tracker has done so far: a counter for every reason, under the reason's name, and these. Every counter is there
 * from the start, at zero.
 */
export type Stats = Readonly<Record<Reason, number>> & {
  /** Events that were taken: each is in `queued` or `in_flight`, or has left with one of the reasons. */
  readonly accepted: number;
  /** Events that were taken over from a store: each is in `queued` or `in_flight`, or has left, too. */
  readonly restored: number;
  /** Events that were taken while the store could not keep them: they are held in memory only. */
  readonly unstored: number;
  /** What was found in the store and is no event: it was deleted. */
  readonly damaged: number;
  /** Events that wait to be sent or sent again. */
  readonly queued: number;
  /** Payload bytes of all events held. */
  readonly queued_bytes: number;
  /** Events in requests that are under way. */
  readonly in_flight: number;
  /** Requests begun. */
  readonly requests: number;
  /** Requests that failed in a way that lets their events be tried again. */
  readonly failed_requests: number;
  /** Events that were taken with at least one field cut to its limit. */
  readonly truncated: number;
};
