// What the module holds: it lets go of trackers that nobody can reach any more.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createTracker } from "snowgauge";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/** How often the module was told to let go of a tracker. */
let released = 0;

// The package starts its module at the first call: by then, this is in place.
const { Instance } = WebAssembly;
WebAssembly.Instance = function (module, imports) {
  assert.deepEqual(WebAssembly.Module.imports(module), [], "it needs nothing of its host");
  const { exports } = new Instance(module, imports);
  const release = (...values) => {
    released += 1;
    return exports.release(...values);
  };
  return { exports: { ...exports, release } };
};

const options = { collector: "http://collector.test", appId: "memory" };

test("trackers that are out of reach are let go of, and no other", async () => {
  const held = createTracker(options);
  for (let index = 0; index < 50; index++) createTracker(options);
  for (let round = 0; round < 1_000 && released < 50; round++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(released, 50);
  assert.equal(held.stats().accepted, 0);
  assert.ok(createTracker(options).stats());
});
