// In Chromium: a page that goes right after it has tracked, and a collector on another origin that would like to set cookies.
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
  const policy = () => `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${collector.url}`;
  site = await startSite(policy, { "/": PAGE, "/next": "<!doctype html><title>next</title>" });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
  await collector?.close();
});

beforeEach(() => {
  collector.received.length = 0;
  collector.headers = {};
});

/** Longer than any test: what is sent before is not sent for having lingered. */
const LONG = 600_000;

/** Opens a page whose tracker has no store. */
async function open(t, linger = LONG) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(site.url);
  await page.waitForFunction(() => "begin" in window);
  await page.evaluate(([url, wait]) => window.begin(url, "none", wait), [collector.url, linger]);
  return page;
}

const arrived = () => collector.received.flatMap(({ body }) => body.data.map(({ eid }) => eid));

/** Waits until the collector has so many events. */
async function untilArrived(count) {
  const deadline = performance.now() + 20_000;
  while (arrived().length < count) {
    assert.ok(performance.now() < deadline, `${arrived().length} of ${count} have arrived`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How a page goes. */
const LEAVES = {
  "navigates within its site": "location.href = '/next'",
  "navigates to another origin": "location.href = 'http://localhost:1/'",
  "reloads": "location.reload()",
};

for (const [name, leave] of Object.entries(LEAVES)) {
  test(`a page ${name} in the turn in which it has tracked: its events arrive`, async (t) => {
    const page = await open(t);
    // What the page says before it goes: what it is asked for then would have no answer.
    const said = page.waitForEvent("console");
    await page.evaluate(`console.log(JSON.stringify(window.track(20))); ${leave}; undefined`).catch(() => {});
    const ids = JSON.parse((await said).text());
    await untilArrived(20);
    assert.deepEqual(arrived(), ids);
    assert.equal(collector.received.length, 1);
  });
}

test("a page is closed right after it has tracked: its events arrive", async (t) => {
  const page = await open(t);
  const ids = await page.evaluate(() => window.track(20));
  await page.close({ runBeforeUnload: true });
  await untilArrived(20);
  assert.deepEqual(arrived(), ids);
});

test("a page that is hidden and stays: what lingers is sent, once, and tracking goes on", async (t) => {
  const page = await open(t);
  const ids = await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    const tracked = window.track(3);
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    return tracked;
  });
  await untilArrived(3);
  ids.push(...(await page.evaluate(() => window.track(2))));
  assert.equal(await page.evaluate(() => window.tracker.flush()), true);
  assert.deepEqual(arrived(), ids);
});

test("a collector on another origin, for any origin, with a cookie of its own: events arrive, and no cookie is sent", async (t) => {
  // With credentials, a browser would refuse the answer to an origin that is not named.
  collector.headers = { "access-control-allow-origin": "*", "set-cookie": "sp=1; Path=/; Max-Age=3600" };
  const page = await open(t, 1);
  await page.context().addCookies([{ name: "sp", value: "1", url: collector.url }]);
  const ids = await page.evaluate(() => window.track(3));
  assert.equal(await page.evaluate(() => window.tracker.flush()), true);
  assert.deepEqual(arrived(), ids);
  assert.ok(collector.received.every(({ headers }) => headers.cookie === undefined && headers.origin === site.url));
  assert.ok(collector.preflights > 0);
  assert.equal((await page.evaluate(() => window.tracker.stats())).delivered, 3);
});
