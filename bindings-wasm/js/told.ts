/** What the core tells, and how the app is told. */
import { Call } from "./codes.js";
import { type Exchange, violationsIn } from "./exchange.js";
import type { Outcome, Reason, Stats } from "./outcome.js";

/** Calls the app. What it throws, or its promise rejects with, is its own affair. */
export function call(listener: () => unknown): void {
  try {
    const told = listener();
    if (told instanceof Promise) told.catch(() => {});
  } catch {
    // Said above.
  }
}

/** The core's counters, in its order: `accepted`, the reasons, and others. A test in `src/codes.rs` compares them. */
const COUNTERS = [
  "accepted",
  "delivered",
  "rejected",
  "retries_exhausted",
  "expired",
  "queue_full",
  "too_large",
  "auth",
  "opted_out",
  "abandoned_at_shutdown",
  "invalid",
  "closed",
  "stored",
  "restored",
  "unstored",
  "damaged",
  "queued",
  "queued_bytes",
  "in_flight",
  "requests",
  "failed_requests",
  "truncated",
] as const;

/** The outcome that the core tells of: event id, reason, status or 0, attempts, cut fields, and then its violations. */
export function outcomeIn(exchange: Exchange): Outcome {
  const [eventId = "", reason, status, attempts, truncated = "", ...lines] = exchange.lines();
  return {
    eventId,
    // The reasons stand behind the first counter, `accepted`.
    reason: COUNTERS[1 + Number(reason)] as Reason,
    status: Number(status) || undefined,
    attempts: Number(attempts),
    violations: violationsIn(lines),
    truncated: truncated.split(" ").slice(0, -1),
  };
}

/** The core's counters. */
export function countersOf(tracker: number, exchange: Exchange): Omit<Stats, "module_failed"> {
  const counts = COUNTERS.map((name, place) => [name, exchange.ask(Call.Count, tracker, undefined, place)]);
  return Object.fromEntries(counts) as Stats;
}
