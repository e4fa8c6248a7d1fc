// In Chromium, under a strict Content-Security-Policy: a page and a worker send all events to a collector on another origin.
import assert from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { listen, startCollector } from "./collector.mjs";
import { vectors } from "./support.mjs";

const BROWSER = process.env.CHROMIUM || "/usr/bin/chromium";

/** Nothing that talks to others, and nothing that a machine without display lacks. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-quic",
  "--disable-sync",
  "--metrics-recording-only",
  "--no-first-run",
  "--no-pings",
];

const TYPES = { ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

/** The first valid case of each event. */
const cases = vectors("valid").cases.filter(({ config }) => config.framing === "internal_events" && !config.schema_versions);
const samples = cases.filter(({ event }, index) => cases.findIndex((other) => other.event.name === event.name) === index);

const PACKAGE = new URL(".", import.meta.resolve("snowgauge"));
const PAGES = new URL("browser/", import.meta.url);

let browser;
let collector;
let site;
let server;
/** The `script-src` of the next page. */
let scripts = "'self' 'wasm-unsafe-eval'";

function policy() {
  return `default-src 'none'; script-src ${scripts}; connect-src 'self' ${collector.url}; base-uri 'none'; form-action 'none'`;
}

async function contentOf(path) {
  if (path === "/") return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/page.mjs"></script>`;
  if (path === "/samples.json") return JSON.stringify(samples.map(({ event, entities }) => ({ event, entities })));
  const [, folder, name] = /^\/(package\/)?([\w.]+)$/.exec(path) ?? [];
  return readFile(new URL(name, folder ? PACKAGE : PAGES));
}

async function serve(request, response) {
  const { pathname } = new URL(request.url, "http://site.test");
  try {
    const content = await contentOf(pathname);
    response.setHeader("content-security-policy", policy());
    response.setHeader("content-type", TYPES[extname(pathname)] ?? "text/html");
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}

before(async () => {
  try {
    accessSync(BROWSER, constants.X_OK);
  } catch {
    throw new Error(`no browser at ${BROWSER}: install Chromium (apt-get install chromium), or set CHROMIUM to one`);
  }
  collector = await startCollector();
  server = createServer(serve);
  site = await listen(server);
  browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await collector?.close();
});

/** Lets a page and its worker track everything with this file of the package. */
async function run(entry) {
  collector.received.length = 0;
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(site);
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
