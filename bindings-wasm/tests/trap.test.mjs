// When the WebAssembly module fails, the app goes on: no exception, an outcome for each event.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestCounts } from "snowgauge";
import { Host, context, enabled, settled, trackerOn } from "./support.mjs";

/** Set: the module's exports trap, as when memory runs out. */
let traps = false;

// The package starts its module at the first call: by then, this is in place.
const { Instance } = WebAssembly;
WebAssembly.Instance = function (module, imports) {
  const { exports } = new Instance(module, imports);
  const trapping = Object.fromEntries(
    Object.entries(exports).map(([name, value]) => [name, typeof value === "function" ? trappable(value) : value]),
  );
  return { exports: trapping };
};

function trappable(call) {
  return (...values) => {
    if (traps) throw new WebAssembly.RuntimeError("unreachable");
    return call(...values);
  };
}

test("after a trap nothing is thrown, and every event has its outcome", async () => {
  const host = new Host();
  const tracker = trackerOn(host);
  const other = trackerOn(host);
  const attached = { entities: [context] };
  const counts = new RequestCounts();
  counts.recordRequest();
  const held = [tracker.track(enabled("1"), attached), tracker.track(enabled("2"), attached)];
  const flushed = tracker.flush({ timeoutMs: 60_000 });
  traps = true;

  assert.equal(tracker.track(enabled("3"), attached), undefined);
  assert.deepEqual(host.outcomes, [], "the listener is not called within track");
  assert.equal(await flushed, false);
  await settled();
  const lost = (eventId) => ({ eventId, reason: "module_failed", status: undefined, attempts: 0, violations: [], truncated: [] });
  assert.deepEqual(host.outcomes, [...held, ""].map(lost));

  counts.recordRequest();
  assert.deepEqual(counts.take(), []);
  assert.deepEqual(counts.stats(), { unattributed: 0, shortened: 0, dropped: 0 });

  // The module is not asked again, not even when it would answer.
  traps = false;
  assert.equal(tracker.track(enabled("4"), attached), undefined);
  assert.equal(other.track(enabled("5"), attached), undefined);
  tracker.setOptOut(true);
  assert.equal(await tracker.flush(), false);
  assert.equal(await tracker.shutdown(), false);
  await host.answer(200);
  assert.equal(host.outcomes.length, 5);
  assert.equal(tracker.stats().module_failed, 4);
  assert.equal(other.stats().module_failed, 1);
});
