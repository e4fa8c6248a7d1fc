// The module's memory: it lets go of trackers that nobody can reach any more, and its stack is large enough.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RequestCounts, check, createTracker, entity, event, validate } from "snowgauge";
import { ROOT, vectors } from "./support.mjs";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/** The code of that call. */
const RELEASE = Number(/Release = (\d+)/.exec(readFileSync(new URL("bindings-wasm/js/codes.ts", ROOT), "utf8"))[1]);

/** The module's memory. */
let memory;

/** How often the module was told to let go of a tracker. */
let released = 0;

// The package starts its module at the first call: by then, this is in place.
const { Instance } = WebAssembly;
WebAssembly.Instance = function (module, imports) {
  assert.deepEqual(WebAssembly.Module.imports(module), [], "it needs nothing of its host");
  const { exports } = new Instance(module, imports);
  memory = exports.memory;
  const call = (asked, ...values) => {
    if (asked === RELEASE) released += 1;
    return exports.call(asked, ...values);
  };
  return { exports: { ...exports, call } };
};

const options = { collector: "http://collector.test", appId: "memory" };

test("trackers and request counts that are out of reach are let go of, and no others", async () => {
  const held = createTracker(options);
  const counts = new RequestCounts();
  counts.recordRequest();
  for (let index = 0; index < 25; index++) {
    createTracker(options);
    new RequestCounts();
  }
  for (let round = 0; round < 1_000 && released < 50; round++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(released, 50);
  assert.equal(held.stats().accepted, 0);
  assert.equal(counts.take().length, 1);
  assert.ok(createTracker(options).stats());
});

test("of the stack, which is made small, a third is not used by the worst events", () => {
  const tracker = createTracker({ ...options, onInvalid: "report" });
  const attached = (list) => ({ entities: list.map(({ schema, data }) => entity(schema, data)) });
  for (const { event: { name, data }, entities } of vectors("valid").cases) tracker.track(event(name, data), attached(entities));
  for (const { kind, validate: datum, check: checked } of vectors("invalid").cases) {
    if (kind !== "value") continue;
    if (datum) validate(datum.schema, datum.data);
    else check(event(checked.event.name, checked.event.data), attached(checked.entities));
  }
  assert.throws(() => createTracker({ ...options, platform: "none" }));
  // It lies at the start of the memory and is used downwards; what was never used is zero.
  const used = new Uint8Array(memory.buffer).findIndex((byte) => byte !== 0);
  assert.ok(used > 4096 / 3, `used down to ${used}`);
});
