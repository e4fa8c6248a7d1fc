// The modules' memory: they let go of what nobody can reach any more, need no more of it for ever, their stacks are large enough, and
// what an event costs does not depend on how many are held.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RequestCounts, check, createTracker, entity, event, validate } from "snowgauge";
import { ROOT, context, enabled, vectors } from "./support.mjs";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/** The code of that call. */
const RELEASE = Number(/Release = (\d+)/.exec(readFileSync(new URL("bindings-wasm/js/codes.ts", ROOT), "utf8"))[1]);

/** The memory of the main module, and of that of request counts. */
let memory;
let countsMemory;

/** How often the modules were told to let go of a tracker, and of request counts. */
const released = { trackers: 0, counts: 0 };

/** How often the main module was called, and a text was read in its memory. */
let calls = 0;
let texts = 0;

const { decode } = TextDecoder.prototype;
TextDecoder.prototype.decode = function (bytes) {
  texts += 1;
  return decode.call(this, bytes);
};

// The package starts a module at the first call: by then, this is in place.
const { Instance } = WebAssembly;
WebAssembly.Instance = function (module, imports) {
  assert.deepEqual(WebAssembly.Module.imports(module), [], "it needs nothing of its host");
  const { exports } = new Instance(module, imports);
  if (!exports.call) {
    countsMemory = exports.memory;
    const release = (handle) => {
      released.counts += 1;
      exports.release(handle);
    };
    return { exports: { ...exports, release } };
  }
  memory = exports.memory;
  const call = (asked, ...values) => {
    if (asked === RELEASE) released.trackers += 1;
    calls += 1;
    return exports.call(asked, ...values);
  };
  return { exports: { ...exports, call } };
};

/** Collects garbage until that is so. */
async function collectUntil(condition) {
  for (let round = 0; round < 1_000 && !condition(); round++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const options = { collector: "http://collector.test", appId: "memory" };

test("trackers and request counts that are out of reach are let go of, and no others", async () => {
  const held = createTracker(options);
  const counts = new RequestCounts();
  counts.recordRequest();
  for (let index = 0; index < 25; index++) {
    createTracker(options);
    new RequestCounts();
  }
  await collectUntil(() => released.trackers >= 25 && released.counts >= 25);
  assert.deepEqual(released, { trackers: 25, counts: 25 });
  assert.equal(held.stats().accepted, 0);
  assert.equal(counts.take().length, 1);
  assert.ok(createTracker(options).stats());
});

/** Holds so many events and delivers them: how often the module's memory grew, and for each event the calls, and the texts read. */
async function costOf(events) {
  const fetch = async () => ({ status: 200, headers: new Headers() });
  const tracker = createTracker({ ...options, fetch, maxEvents: events, maxBytes: 2 ** 30 });
  const before = { calls, texts };
  let growths = 0;
  for (let index = 0; index < events; index++) {
    const { buffer } = memory;
    tracker.track(enabled(), { entities: [context] });
    if (memory.buffer !== buffer) growths += 1;
  }
  assert.equal(tracker.stats().queued, events);
  assert.ok(await tracker.shutdown());
  assert.equal(tracker.stats().delivered, events);
  return { growths, calls: (calls - before.calls) / events, texts: (texts - before.texts) / events };
}

test("what an event costs does not depend on how many are held", async () => {
  const few = await costOf(2_000);
  const many = await costOf(32_000);
  // By an eighth each time, sixteen times as much is reached in 24 steps: what V8 does about each would else be as much as is held.
  assert.ok(many.growths <= 30, `${many.growths} times`);
  assert.ok(Math.abs(many.calls - few.calls) < 0.1, `${few.calls} calls, ${many.calls} calls`);
  // Its id, and not how it ended, as nobody listens.
  assert.equal(many.texts, 1);
});

test("memory is used to its last page, although it grows by an eighth", () => {
  const program = `
    import { createTracker } from "snowgauge";
    import { context, enabled } from ${JSON.stringify(new URL("support.mjs", import.meta.url).href)};
    const { Instance } = WebAssembly;
    let memory;
    WebAssembly.Instance = function (...values) {
      const instance = new Instance(...values);
      ({ memory } = instance.exports);
      return instance;
    };
    const tracker = createTracker({ collector: "http://collector.test", appId: "memory", maxEvents: 1e6, maxBytes: 2 ** 30 });
    while (tracker.track(enabled(), { entities: [context] }));
    console.log(memory.buffer.byteLength / 65_536, tracker.stats().module_failed);
    process.exit();`;
  const limited = ["--wasm-max-mem-pages=301", "--input-type=module", "--eval", program];
  const output = execFileSync(process.execPath, limited, { cwd: new URL(".", import.meta.url), encoding: "utf8" });
  assert.match(output, /^30[01] 1$/m);
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
  assertStackLeft(memory);
});

test("request counts need no more memory, however long they are used", async () => {
  const text = (length, index) => `${index}`.padEnd(length, "é");
  const use = (counts) => {
    // More keys than are held, of all lengths up to more than is taken of them.
    for (let index = 0; index < 300; index++) {
      const key = { lang: text(index % 40, index), model_engine: text(index % 70, index), model_name: text(70, index) };
      counts.recordRequest(key, 2 ** 40);
    }
    const taken = counts.take();
    assert.equal(taken.length, 101);
    counts.giveBack(taken);
    counts.giveBack(taken.map(({ lang, ...row }) => row));
    assert.ok(counts.stats().dropped > 0);
  };
  const pages = () => countsMemory.buffer.byteLength / 65_536;
  const before = released.counts;
  const used = [];
  for (let round = 1; round <= 20; round++) {
    Array.from({ length: 20 }, () => new RequestCounts()).forEach(use);
    await collectUntil(() => released.counts >= before + 20 * round);
    used.push(pages());
  }
  // As memory is cut up differently each time, it may grow a little.
  assert.ok(used.at(-1) <= 1.25 * used[0], `${used} pages`);
  const counts = new RequestCounts();
  use(counts);
  const once = pages();
  for (let round = 0; round < 200; round++) use(counts);
  assert.equal(pages(), once);
  assertStackLeft(countsMemory);
});

/** Of a module's stack at least a third was never used. */
function assertStackLeft({ buffer }) {
  // It lies at the start of the memory and is used downwards; what was never used is zero.
  const used = new Uint8Array(buffer).findIndex((byte) => byte !== 0);
  assert.ok(used > 4096 / 3, `used down to ${used}`);
}
