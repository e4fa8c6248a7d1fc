/**
 * Tracks an event that is wrong and tells how that went, for the line that `make demo` reads: what is wrong with it, the
 * codes that it has to be refused with, those that it was refused with, and what the error says.
 */
export function attempt(tracker, mistake, expected, event, entities) {
  try {
    tracker.track(event, { entities });
    return { mistake, expected, found: [], error: null };
  } catch (error) {
    // A ValidationError has violations. Any other error is none of the tracker's, so let it through.
    if (!error.violations) throw error;
    return { mistake, expected, found: error.violations.map((violation) => violation.code), error: String(error) };
  }
}
