// In a real Node.js process: real fetch, real timers, real exits.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { createTracker } from "snowgauge";
import { listen, startCollector } from "./collector.mjs";
import { context, enabled } from "./support.mjs";

const attached = { entities: [context] };

async function collectorFor(t) {
  const collector = await startCollector();
  t.after(() => collector.close());
  return collector;
}

/** Runs a program that has `createTracker`, `enabled`, `attached` and `URL` and gives its exit code, output and duration. */
async function run(url, program) {
  const text = `
    import { createTracker } from "snowgauge";
    import { context, enabled } from ${JSON.stringify(new URL("support.mjs", import.meta.url).href)};
    const attached = { entities: [context] };
    const tracker = createTracker({ collector: ${JSON.stringify(url)}, appId: "exit", linger: 200 });
    ${program}`;
  const started = performance.now();
  const child = spawn(process.execPath, ["--input-type=module", "--eval", text], { cwd: new URL(".", import.meta.url) });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  return { code, output, duration: performance.now() - started };
}

/** A URL on which nothing listens. */
async function deadUrl() {
  const server = createServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

test("events arrive by the runtime's own fetch", async (t) => {
  const collector = await collectorFor(t);
  const tracker = createTracker({ collector: collector.url, appId: "node" });
  const ids = [1, 2, 3].map((user) => tracker.track(enabled(`${user}`), attached));
  assert.equal(await tracker.flush({ timeoutMs: 5_000 }), true);
  const [{ method, url, headers, body }] = collector.received;
  assert.deepEqual([method, url], ["POST", "/com.snowplowanalytics.snowplow/tp2"]);
  assert.equal(headers["content-type"], "application/json; charset=UTF-8");
  assert.deepEqual(body.data.map(({ eid }) => eid), ids);
  assert.deepEqual([tracker.stats().delivered, tracker.stats().requests], [3, 1]);
});

test("connections are used again", async (t) => {
  const collector = await collectorFor(t);
  const tracker = createTracker({ collector: collector.url, appId: "node" });
  const ports = new Set();
  for (let turn = 0; turn < 20; turn++) {
    tracker.track(enabled(), attached);
    assert.equal(await tracker.flush(), true);
    ports.add(collector.received.at(-1).port);
  }
  // The next request may begin before the last answer was read to its end: two connections take turns.
  assert.ok(ports.size <= 3, `${ports.size} connections for 20 requests`);
});

test("a redirect is not followed", async (t) => {
  const collector = await collectorFor(t);
  const redirecting = createServer((_, response) => response.writeHead(302, { location: collector.url }).end());
  const tracker = createTracker({ collector: await listen(redirecting), appId: "node" });
  t.after(() => redirecting.close());
  tracker.track(enabled(), attached);
  assert.equal(await tracker.flush({ timeoutMs: 100 }), false);
  assert.equal(collector.received.length, 0);
  assert.equal(tracker.stats().delivered, 0);
  await tracker.shutdown({ timeoutMs: 0 });
});

test("flush says no after about its time when the collector is down", async () => {
  const tracker = createTracker({ collector: await deadUrl(), appId: "node" });
  const before = performance.now();
  for (let event = 0; event < 100; event++) assert.ok(tracker.track(enabled(), attached));
  assert.ok(performance.now() - before < 1_000, "track returns at once");
  const started = performance.now();
  assert.equal(await tracker.flush({ timeoutMs: 1_000 }), false);
  const took = performance.now() - started;
  assert.ok(took > 950 && took < 2_000, `${took} ms`);
  assert.equal(await tracker.shutdown({ timeoutMs: 0 }), false);
  assert.equal(tracker.stats().abandoned_at_shutdown, 100);
});

test("a program that just ends has sent its events", async (t) => {
  const collector = await collectorFor(t);
  const { code, output } = await run(collector.url, "tracker.track(enabled(), attached);");
  assert.equal(code, 0, output);
  assert.equal(collector.received.length, 1);
});

test("a program that just ends has sent its events, however long they were to linger", async (t) => {
  const collector = await collectorFor(t);
  const slow = `createTracker({ collector: ${JSON.stringify(collector.url)}, appId: "exit", linger: 2500 })`;
  const { code, output } = await run(collector.url, `${slow}.track(enabled(), attached);`);
  assert.equal(code, 0, output);
  assert.equal(collector.received.length, 1);
});

test("a request may be given all the time there is", async () => {
  const warnings = [];
  const warn = (warning) => warnings.push(warning.name);
  process.on("warning", warn);
  const fetch = async () => {
    // Long for a timer of 1 ms, which is what Node.js makes of a time beyond its 31 bits.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { status: 200, headers: new Headers() };
  };
  for (const requestTimeoutMs of [2 ** 31, Infinity]) {
    const tracker = createTracker({ collector: "http://collector.test", appId: "node", fetch, requestTimeoutMs });
    tracker.track(enabled(), attached);
    assert.equal(await tracker.flush({ timeoutMs: 5_000 }), true);
    assert.equal(tracker.stats().requests, 1);
  }
  process.off("warning", warn);
  assert.deepEqual(warnings, []);
});

test("an outage does not keep a program alive", async () => {
  const { code, output, duration } = await run(await deadUrl(), "tracker.track(enabled(), attached);");
  assert.equal(code, 0, output);
  assert.ok(duration < 20_000, `${duration} ms`);
});

test("a program that waits for a flush is kept alive for it, outage or not", async () => {
  const program = "tracker.track(enabled(), attached); console.log(await tracker.flush({ timeoutMs: 1500 }));";
  const { code, output } = await run(await deadUrl(), program);
  assert.deepEqual({ code, output }, { code: 0, output: "false\n" });
});

test("a tracker that is idle does not keep a program alive", async () => {
  const { code, output, duration } = await run(await deadUrl(), "await tracker.flush(); await tracker.shutdown();");
  assert.equal(code, 0, output);
  assert.ok(duration < 5_000, `${duration} ms`);
});
