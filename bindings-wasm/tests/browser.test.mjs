// In Chromium, under a strict Content-Security-Policy: a page and a worker send all events to a collector on another origin.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./browser/chromium.mjs";
import { startSite } from "./browser/site.mjs";
import { startCollector } from "./collector.mjs";
import { vectors } from "./support.mjs";

/** The first valid case of each event. */
const cases = vectors("valid").cases.filter(({ config }) => config.framing === "internal_events" && !config.schema_versions);
const samples = cases.filter(({ event }, index) => cases.findIndex((other) => other.event.name === event.name) === index);

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/page.mjs"></script>`;

let browser;
let collector;
let site;
/** The `script-src` of the next page. */
let scripts = "'self' 'wasm-unsafe-eval'";

function policy() {
  return `default-src 'none'; script-src ${scripts}; connect-src 'self' ${collector.url}; base-uri 'none'; form-action 'none'`;
}

before(async () => {
  const sent = samples.map(({ event, entities }) => ({ event, entities }));
  collector = await startCollector();
  site = await startSite(policy, { "/": PAGE, "/samples.json": JSON.stringify(sent) });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
  await collector?.close();
});

/** Lets a page and its worker track everything with this file of the package. */
async function run(entry) {
  collector.received.length = 0;
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(site.url);
  await page.waitForFunction(() => "run" in window);
  const result = await page.evaluate(([file, url]) => window.run(file, url), [entry, collector.url]);
  await page.close();
  assert.deepEqual(errors, []);
  return result;
}

/** Checks what the collector got from one place against what that place says it sent. */
function assertArrived(where, told) {
  assert.equal(told.error, undefined);
  assert.equal(told.isComplete, true);
  assert.deepEqual(told.refused, { name: "ValidationError", codes: told.refused.codes });
  assert.ok(told.refused.codes.includes("enum") && told.refused.codes.includes("entity_missing"));
  assert.deepEqual(told.outcomes, samples.map(() => "delivered"));
  const requests = collector.received.filter(({ body }) => body.data[0].aid === where);
  assert.ok(requests.every(({ headers }) => headers["content-type"] === "application/json; charset=UTF-8" && !headers.cookie));
  const events = requests.flatMap(({ body }) => body.data);
  assert.deepEqual(events.map(({ eid }) => eid), told.ids);
  assert.ok(events.every(({ p }) => p === "web"));
  const documents = ({ co, ue_pr }) => [co, ue_pr];
  assert.deepEqual(events.map(documents), samples.map(({ body }) => documents(JSON.parse(body).data[0])));
}

assert.equal(samples.length, 8);

for (const entry of ["/package/index.mjs", "/package/external.mjs"]) {
  test(`${entry}: all eight events arrive from a page and from a worker`, async () => {
    scripts = "'self' 'wasm-unsafe-eval'";
    const told = await run(entry);
    assertArrived("page", told.page);
    assertArrived("worker", told.worker);
  });
}

test("a policy that forbids WebAssembly is named in the error", async () => {
  scripts = "'self'";
  const { page, worker } = await run("/package/index.mjs");
  for (const { error } of [page, worker]) assert.match(error, /CompileError.*Content Security Policy/s);
});
