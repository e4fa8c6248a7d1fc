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

/** The outcome that the core tells of: event id, reason, status or 0, attempts, cut fields, and then its violations. */
export function outcomeIn(exchange: Exchange): Outcome {
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
export function countersOf(tracker: number, exchange: Exchange): Omit<Stats, "module_failed"> {
  const counts = exchange.counters.map((name, place) => [name, exchange.ask(Call.Count, tracker, undefined, place)]);
  return Object.fromEntries(counts) as Stats;
}
