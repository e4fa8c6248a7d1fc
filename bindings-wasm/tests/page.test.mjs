// What a page that may be about to go does with what it holds. In Chromium, browser-page.test.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { structuredEvent } from "snowgauge";
import { Host, context, enabled, settled, trackerOn } from "./support.mjs";

const attached = { entities: [context] };
const page = new EventTarget();

/** Makes a page of this process. */
function become(t) {
  Object.assign(globalThis, {
    document: { visibilityState: "visible" },
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
  });
  t.after(() => {
    page.dispatchEvent(new Event("pagehide"));
    for (const name of ["document", "addEventListener", "removeEventListener"]) delete globalThis[name];
  });
}

/** A tracker whose events linger for ever. */
function lingering(t, options) {
  become(t);
  const host = new Host();
  const tracker = trackerOn(host, { linger: 600_000, ...options });
  t.after(async () => {
    for (const { answer } of host.requests) answer(200);
    await tracker.shutdown({ timeoutMs: 0 });
    await settled();
  });
  return { host, tracker };
}

/** An event of about so many bytes. */
const large = (bytes) => structuredEvent({ category: "c", action: "a", label: "x".repeat(Math.min(bytes, 4_000)) });

const kept = (host) => host.requests.map(({ init }) => init.keepalive);

test("what lingers is sent at once in a request that outlives the page; later ones do not", async (t) => {
  const { host, tracker } = lingering(t);
  const id = tracker.track(enabled(), attached);
  await settled();
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(host.requests.length, 0, "it is visible");
  page.dispatchEvent(new Event("pagehide"));
  assert.deepEqual([host.requests[0].events[0].eid, kept(host)], [id, [true]]);
  await host.answer(200);
  globalThis.document.visibilityState = "hidden";
  tracker.track(enabled(), attached);
  page.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(kept(host), [true, true]);
  await host.answer(200);
  tracker.track(enabled(), attached);
  void tracker.flush();
  assert.deepEqual(kept(host), [true, true, false]);
});

test("all that outlives the page at a time fits into 60 KiB, of all trackers together", async (t) => {
  const trackers = [0, 1, 2].map(() => lingering(t, { batchEvents: 5 }));
  for (const { tracker } of trackers) for (let turn = 0; turn < 5; turn++) tracker.track(large(4_000));
  page.dispatchEvent(new Event("pagehide"));
  const requests = trackers.flatMap(({ host }) => host.requests);
  const bytes = (keepalive) => requests.filter(({ init }) => init.keepalive === keepalive).map(({ body }) => body.length);
  assert.equal(requests.length, 3);
  assert.equal(bytes(true).length, 2);
  const sum = bytes(true).reduce((total, length) => total + length, 0);
  assert.ok(sum <= 60 * 1024 && sum + bytes(false)[0] > 60 * 1024, `${sum}`);
  // When they have been answered, there is room again.
  for (const { host } of trackers) await host.answer(200);
  trackers[2].tracker.track(large(4_000));
  page.dispatchEvent(new Event("pagehide"));
  assert.deepEqual(kept(trackers[2].host), [false, true]);
});

test("an outage is no less one for a page that goes: nothing is sent before its time", async (t) => {
  const { host, tracker } = lingering(t);
  tracker.track(enabled(), attached);
  void tracker.flush();
  await host.answer(503, { "retry-after": "60" });
  page.dispatchEvent(new Event("pagehide"));
  assert.equal(host.requests.length, 1);
});

test("where there is no page, nothing is watched", async () => {
  const host = new Host();
  assert.equal("document" in globalThis, false);
  const tracker = trackerOn(host);
  tracker.track(enabled(), attached);
  page.dispatchEvent(new Event("pagehide"));
  assert.equal(host.requests.length, 0);
  await tracker.shutdown({ timeoutMs: 0 });
});
