// In Chromium: events outlive their page, and tabs share a store.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { launch } from "./browser/chromium.mjs";
import { startSite } from "./browser/site.mjs";
import { startCollector } from "./collector.mjs";

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/tab.mjs"></script>`;

let browser;
let collector;
let site;

before(async () => {
  collector = await startCollector();
  site = await startSite(() => `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${collector.url}`, { "/": PAGE });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
  await collector?.close();
});

beforeEach(() => {
  collector.status = 200;
  collector.received.length = 0;
});

/** A browser profile of its own, with functions to use it. */
async function profile(t) {
  const context = await browser.newContext();
  t.after(() => context.close());
  /** Opens a page whose tracker has that kind of store. */
  const open = async (kind = "localStorage") => {
    const page = await context.newPage();
    await page.goto(site.url);
    await page.waitForFunction(() => "begin" in window);
    await page.evaluate(([url, name]) => window.begin(url, name), [collector.url, kind]);
    return page;
  };
  return { open };
}

const track = (page, count) => page.evaluate((events) => window.track(events), count);
const stats = (page) => page.evaluate(() => window.tracker.stats());
const arrived = () => collector.received.flatMap(({ body }) => body.data.map(({ eid }) => eid));

/** Waits until the collector has so many events. */
async function untilArrived(count) {
  const deadline = performance.now() + 20_000;
  while (new Set(arrived()).size < count) {
    assert.ok(performance.now() < deadline, `${arrived().length} of ${count} have arrived`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How a page may end. */
const ENDS = {
  "closed": (page) => page.close(),
  "navigated away": async (page) => {
    await page.goto("about:blank");
    await page.close();
  },
  "crashed": (page) => Promise.all([page.waitForEvent("crash"), page.goto("chrome://crash").catch(() => {})]),
};

for (const kind of ["localStorage", "IndexedDB"]) {
  for (const [name, end] of Object.entries(ENDS)) {
    test(`${kind}: a page is ${name} while the collector is away, and the next one sends its events, once`, async (t) => {
      const { open } = await profile(t);
      collector.status = 503;
      const first = await open(kind);
      const ids = await track(first, 20);
      await first.evaluate(() => window.written());
      await end(first);
      const second = await open(kind);
      // Not before: what the first page sent as it went may still be on its way.
      await second.waitForFunction(() => window.tracker.stats().restored === 20);
      collector.received.length = 0;
      collector.status = 200;
      assert.equal(await second.evaluate(() => window.tracker.flush({ timeoutMs: 20_000 })), true);
      assert.deepEqual(arrived().sort(), ids.sort());
      const { restored, delivered, queued } = await stats(second);
      assert.deepEqual({ restored, delivered, queued }, { restored: 20, delivered: 20, queued: 0 });
      assert.equal(await second.evaluate(() => window.kept()), 0);
    });
  }
}

test("two tabs: each sends its own events, once", async (t) => {
  const { open } = await profile(t);
  const tabs = [await open(), await open()];
  const ids = [];
  for (let turn = 0; turn < 5; turn++) for (const tab of tabs) ids.push(...(await track(tab, 4)));
  // A third one finds their events, which are not left.
  const third = await open();
  for (const tab of tabs) assert.equal(await tab.evaluate(() => window.tracker.flush()), true);
  assert.deepEqual(arrived().sort(), ids.sort());
  assert.deepEqual([(await stats(third)).restored, await third.evaluate(() => window.kept())], [0, 0]);
});

test("two tabs: when one is closed, the other sends what it has left, once", async (t) => {
  const { open } = await profile(t);
  collector.status = 503;
  const first = await open();
  const ids = await track(first, 10);
  const [second, third] = [await open(), await open()];
  assert.deepEqual([(await stats(second)).restored, (await stats(third)).restored], [0, 0]);
  await first.evaluate(() => window.failed());
  collector.received.length = 0;
  collector.status = 200;
  await first.close();
  await untilArrived(10);
  await Promise.all([second, third].map((tab) => tab.evaluate(() => window.tracker.flush())));
  assert.deepEqual(arrived().sort(), ids.sort());
  const taken = await Promise.all([second, third].map(async (tab) => (await stats(tab)).restored));
  assert.deepEqual(taken.sort(), [0, 10]);
});

test("the quota is exceeded: events are sent all the same, and the app is told", async (t) => {
  const { open } = await profile(t);
  const page = await open();
  await page.evaluate(() => window.fill());
  const ids = await track(page, 3);
  assert.equal(await page.evaluate(() => window.tracker.flush()), true);
  assert.deepEqual(arrived().sort(), ids.sort());
  const { unstored, delivered } = await stats(page);
  assert.deepEqual({ unstored, delivered }, { unstored: 3, delivered: 3 });
  assert.deepEqual(await page.evaluate(() => window.notices), ["failing: QuotaExceededError"]);
  await page.evaluate(() => localStorage.removeItem("filling"));
  await track(page, 1);
  assert.deepEqual(await page.evaluate(() => window.notices), ["failing: QuotaExceededError", "working: undefined"]);
});
