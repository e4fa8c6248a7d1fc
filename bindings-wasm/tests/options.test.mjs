// The options of createTracker, and what is there without them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ConfigError, createTracker } from "snowgauge";
import { Host, ROOT, context, enabled, trackerOn } from "./support.mjs";

const base = { collector: "https://collector.test", appId: "test" };

/** Unusable options and which of them is named. */
const UNUSABLE = [
  ["no options", undefined, "collector"],
  ["no collector", { appId: "test" }, "collector"],
  ["a collector without a scheme", { ...base, collector: "collector.test" }, "collector"],
  ["a collector with a password", { ...base, collector: "https://user:secret@collector.test" }, "collector"],
  ["no appId", { collector: base.collector }, "appId"],
  ["an empty appId", { ...base, appId: "" }, "appId"],
  ["an appId that is no text", { ...base, appId: 5 }, "appId"],
  ["a null", { ...base, namespace: null }, "namespace"],
  ["a long namespace", { ...base, namespace: "x".repeat(129) }, "namespace"],
  ["another platform", { ...base, platform: "desktop" }, "platform"],
  ["another framing", { ...base, framing: "other" }, "framing"],
  ["a long trackerVersion", { ...base, trackerVersion: "x".repeat(101) }, "trackerVersion"],
  ["a version that is none", { ...base, schemaVersions: { gitlab_standard: "1.1.8" } }, "schemaVersions"],
  ["a version that is no text", { ...base, schemaVersions: { gitlab_standard: 1 } }, "schemaVersions"],
  ["no events", { ...base, maxEvents: 0 }, "maxEvents"],
  ["no bytes", { ...base, maxBytes: 0 }, "maxBytes"],
  ["empty batches", { ...base, batchEvents: 0 }, "batchEvents"],
  ["huge batches", { ...base, batchBytes: 2_000_000 }, "batchBytes"],
  ["no attempts", { ...base, maxAttempts: 0 }, "maxAttempts"],
  ["a negative number", { ...base, linger: -1 }, "linger"],
  ["NaN", { ...base, maxAge: NaN }, "maxAge"],
  ["a fraction of an event", { ...base, maxEvents: 1.5 }, "maxEvents"],
  ["more bytes than can be counted", { ...base, maxBytes: 1e300 }, "maxBytes"],
  ["half a surrogate pair", { ...base, appId: "\ud800x" }, "appId"],
  ["a number as text", { ...base, linger: "100" }, "linger"],
  ["another onInvalid", { ...base, onInvalid: "ignore" }, "onInvalid"],
  ["another tooLong", { ...base, tooLong: "cut" }, "tooLong"],
  ["a base64 that is a word", { ...base, base64: "true" }, "base64"],
  ["another overflow", { ...base, overflow: "drop_newest" }, "overflow"],
  ["an action that is none", { ...base, statusPolicy: { 404: "again" } }, "statusPolicy"],
  ["a status that is none", { ...base, statusPolicy: { teapot: "retry" } }, "statusPolicy"],
  ["a status out of bounds", { ...base, statusPolicy: { 600: "retry" } }, "statusPolicy"],
  ["a status below zero", { ...base, statusPolicy: { [-404]: "retry" } }, "statusPolicy"],
  ["a subject that is none", { ...base, subject: "8819234" }, "subject"],
  ["a listener that is none", { ...base, onOutcome: {} }, "onOutcome"],
  ["a store that is none", { ...base, store: "events" }, "store"],
  ["a store that cannot delete", { ...base, store: { load: () => [], put() {} } }, "store"],
  ["a store's listener that is none", { ...base, onStore: {} }, "onStore"],
  ["a name in another language's case", { ...base, batch_events: 1 }, "batch_events"],
  ["a name that every object has", { ...base, constructor: "x" }, "constructor"],
];

for (const [name, options, option] of UNUSABLE) {
  test(`${name}: refused, naming ${option}`, () => {
    assert.throws(() => createTracker(options), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.option, option);
      assert.equal(error.code, "SNOWGAUGE_CONFIG");
      assert.ok(error.message.startsWith(`${option}: `), error.message);
      assert.ok(!error.message.includes("secret"));
      return true;
    });
  });
}

/** The first event that a tracker with these options sends. */
function firstSent(options) {
  const host = new Host();
  const tracker = trackerOn(host, options);
  tracker.track(enabled(), { entities: [context] });
  void tracker.flush();
  host.requests[0].answer(200);
  return host.requests[0].events[0];
}

test("the defaults are on the wire", () => {
  const { version } = JSON.parse(readFileSync(new URL("bindings-wasm/package.json", ROOT), "utf8"));
  const { p, tna, tv, aid, e } = firstSent({ namespace: undefined, platform: undefined });
  assert.deepEqual({ p, tna, tv, aid, e }, { p: "srv", tna: "snowgauge", tv: `js-${version}`, aid: "test", e: "se" });
});

test("the platform follows the runtime", () => {
  Object.defineProperty(globalThis, "document", { value: {}, configurable: true });
  assert.equal(firstSent().p, "web");
  delete globalThis.document;
  assert.equal(firstSent({ platform: "mob" }).p, "mob");
});

test("without a random of one's own, every event has another id, of version 4", async () => {
  const tracker = createTracker({ ...base, fetch: () => new Promise(() => {}) });
  const ids = Array.from({ length: 1_000 }, () => tracker.track(enabled(), { entities: [context] }));
  assert.equal(new Set(ids).size, 1_000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  // Or the request that nobody answers keeps this process for half a minute.
  await tracker.shutdown({ timeoutMs: 0 });
});

test("all counters are there from the start, at zero", () => {
  const stats = createTracker(base).stats();
  assert.ok(Object.keys(stats).length >= 17);
  for (const count of Object.values(stats)) assert.equal(count, 0);
});

for (const timeoutMs of [NaN, -1, "1000"]) {
  test(`a flush of ${String(timeoutMs)} milliseconds is refused`, async () => {
    const tracker = createTracker(base);
    await assert.rejects(tracker.flush({ timeoutMs }), { code: "SNOWGAUGE_CONFIG", option: "timeoutMs" });
    await assert.rejects(tracker.shutdown({ timeoutMs }), { code: "SNOWGAUGE_CONFIG", option: "timeoutMs" });
  });
}
