// What is shipped: its size, its types, its entries.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { test } from "node:test";
import { build } from "esbuild";
import { publint } from "publint";
import { createTracker } from "snowgauge";
import { ROOT } from "./support.mjs";

const MANIFEST = new URL("../package.json", import.meta.resolve("snowgauge"));
const FOLDER = new URL(".", MANIFEST);
const manifest = JSON.parse(readFileSync(MANIFEST, "utf8"));

/** The most bytes of the module: what the project promises. */
const PROMISED_MODULE_BYTES = 40_000;

/** The most that it may have now: a change that needs more than it frees has to say so here. */
const MOST_MODULE_BYTES = 38_100;

/** The most bytes of the module of request counts, which only their users have. */
const MOST_COUNTS_BYTES = 6_000;

/** The most bytes of all that an app with a tracker has in its bundle, compressed. */
const MOST_BUNDLE_BYTES = 31_800;

test("the module is small, and gzip knows it", () => {
  const module = readFileSync(new URL("dist/snowgauge.wasm", FOLDER));
  assert.ok(WebAssembly.validate(module));
  assert.ok(MOST_MODULE_BYTES <= PROMISED_MODULE_BYTES);
  assert.ok(module.length <= MOST_MODULE_BYTES, `${module.length} bytes`);
  assert.ok(gzipSync(module).length < module.length);
});

/** An app's one file, of a module that is this program. */
async function bundled(program) {
  const stdin = { contents: program, resolveDir: fileURLToPath(new URL(".", import.meta.url)) };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", minify: true, write: false });
  return outputFiles[0].text;
}

test("an app with a tracker is small", async () => {
  const bundle = gzipSync(await bundled('export { createTracker } from "snowgauge"'), { level: 9 });
  assert.ok(bundle.length <= MOST_BUNDLE_BYTES, `${bundle.length} bytes, compressed`);
});

test("the module of request counts is small, and only in apps that import them", async () => {
  const program = `
    import { RequestCounts } from "snowgauge";
    const { Module } = WebAssembly;
    WebAssembly.Module = function (bytes) {
      process.stdout.write(bytes);
      return new Module(bytes);
    };
    new RequestCounts().take();
    new RequestCounts();`;
  const module = execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: new URL(".", import.meta.url) });
  assert.ok(WebAssembly.validate(module));
  assert.ok(module.length <= MOST_COUNTS_BYTES, `${module.length} bytes`);
  const { embed } = await import(new URL("bindings-wasm/build/embed.mjs", ROOT));
  const text = embed(module).split("\n")[1];
  for (const entry of ["snowgauge", "snowgauge/external"]) {
    assert.ok((await bundled(`export { RequestCounts } from "${entry}"`)).includes(text), entry);
    assert.ok(!(await bundled(`export { createTracker, check, init } from "${entry}"`)).includes(text), entry);
  }
});

test("the module inside is the module beside, to the last byte, in a file of plain ASCII", () => {
  const program = `
    import { readFileSync } from "node:fs";
    import { fileURLToPath } from "node:url";
    const beside = readFileSync(fileURLToPath(import.meta.resolve("snowgauge/snowgauge.wasm")));
    const { compile } = WebAssembly;
    let inside;
    WebAssembly.compile = (bytes) => compile((inside = bytes));
    await (await import("snowgauge")).init();
    if (!beside.equals(inside)) throw new Error("they differ");`;
  execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: new URL(".", import.meta.url) });
  for (const name of ["index.mjs", "index.cjs", "external.mjs"]) {
    assert.match(readFileSync(new URL(`dist/${name}`, FOLDER), "latin1"), /^[\n -~]*$/, name);
  }
});

test("there is nothing to install besides", () => {
  for (const kind of ["dependencies", "peerDependencies", "optionalDependencies", "bundledDependencies"]) {
    assert.equal(manifest[kind], undefined, kind);
  }
  for (const hook of ["preinstall", "install", "postinstall"]) assert.equal(manifest.scripts[hook], undefined, hook);
});

test("publint has nothing to say", async () => {
  const { messages } = await publint({ pkgDir: fileURLToPath(FOLDER), level: "suggestion", strict: true });
  assert.deepEqual(messages, []);
});

test("the licence and a guide come along", () => {
  // Packing copies the licence: it is there in the installed package, not in the source folder.
  const isInstalled = FOLDER.pathname.includes("/node_modules/");
  for (const name of ["README.md", ...(isInstalled ? ["LICENSE"] : [])]) {
    assert.ok(existsSync(new URL(name, FOLDER)), name);
  }
});

test("each entry leads to a file of its own", async () => {
  const require = createRequire(import.meta.url);
  assert.match(import.meta.resolve("snowgauge"), /\/dist\/index\.mjs$/);
  assert.match(require.resolve("snowgauge"), /\/dist\/index\.cjs$/);
  assert.match(import.meta.resolve("snowgauge/external"), /\/dist\/external\.mjs$/);
  assert.match(import.meta.resolve("snowgauge/snowgauge.wasm"), /\/dist\/snowgauge\.wasm$/);
});

test("importing the package does nothing: the module starts at the first call", () => {
  const program = `
    WebAssembly.Module = WebAssembly.compile = globalThis.fetch = setTimeout = () => { throw new Error("too early"); };
    const before = Object.keys(globalThis);
    await import("snowgauge");
    if (Object.keys(globalThis).join() !== before.join()) throw new Error("it leaves a global");`;
  execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: new URL(".", import.meta.url) });
});

test("snowgauge/external works once init() was awaited, and not before", async () => {
  const external = await import("snowgauge/external");
  const options = { collector: "http://collector.test", appId: "external" };
  assert.throws(() => external.createTracker(options), /await init\(\)/);
  assert.deepEqual(new external.RequestCounts().take(), [], "a module of its own");
  await assert.rejects(external.init(new Uint8Array([1, 2, 3])), WebAssembly.CompileError);
  const bytes = await readFile(fileURLToPath(import.meta.resolve("snowgauge/snowgauge.wasm")));
  await external.init(bytes);
  await external.init();
  assert.equal(external.createTracker(options).stats().accepted, 0);
});

test("init() may be called at any time and any number of times", async () => {
  const program = `
    import { createTracker, init } from "snowgauge";
    await Promise.all([init(), init()]);
    createTracker({ collector: "http://collector.test", appId: "init" });
    await init();`;
  execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: new URL(".", import.meta.url) });
});

/** The string literals of a declaration, such as `type Reason =`. */
function literalsOf(file, declaration) {
  const text = readFileSync(new URL(`dist/types/${file}.d.mts`, FOLDER), "utf8");
  const [, rest] = text.split(`${declaration} `);
  const union = rest.slice(0, rest.indexOf(";")).replaceAll(/\/\*\*.*?\*\//gs, "");
  return [...union.matchAll(/"(\w+)"/g)].map(([, name]) => name);
}

test("the type Reason names the core's reasons, and each has its counter", () => {
  const stats = createTracker({ collector: "http://collector.test", appId: "types" }).stats();
  const others = ["accepted", "restored", "unstored", "damaged", "queued", "queued_bytes", "in_flight", "requests", "failed_requests", "truncated"];
  const reasons = literalsOf("outcome", "type Reason =");
  assert.deepEqual([...reasons, ...others].sort(), Object.keys(stats).sort());
  const guide = readFileSync(new URL("README.md", FOLDER), "utf8");
  for (const reason of reasons) assert.ok(guide.includes(`\`${reason}\``), reason);
});

test("the type Code names the core's codes", () => {
  const source = readFileSync(new URL("core/src/schema/violation.rs", ROOT), "utf8");
  const [, list] = /^codes! \{(.*?)^\}/ms.exec(source);
  const codes = [...list.matchAll(/ = "(\w+)",/g)].map(([, code]) => code);
  assert.ok(codes.length > 20);
  assert.deepEqual(literalsOf("errors", "const CODES:"), codes);
});

const SAMPLE = `
import { createTracker, gkgSchemaIntrospected, knowledgeGraphContext, ValidationError, check, validate, init } from "snowgauge";
import { pagePing, pageView, selfDescribing, selfDescribingJson, structuredEvent } from "snowgauge";
import { RequestCounts, codeSuggestionsContext, suggestionRequested } from "snowgauge";
import { webStorage } from "snowgauge";
import type { CountKey, EventStore, StoreNotice, CountStats, Outcome, Reason, RequestCount, TakenCount, Tracker, TrackerOptions, Violation } from "snowgauge";

const options: TrackerOptions = {
  collector: "https://collector.test",
  appId: "types",
  linger: 100,
  fetch: (url, init) => globalThis.fetch(url, init),
  onOutcome: (outcome: Outcome) => { const reason: Reason = outcome.reason; void reason; },
};
const tracker: Tracker = createTracker(options);
const context = knowledgeGraphContext({
  correlation_id: "1", namespace_id: "1", root_namespace_id: "1", user_type: "bot", source_type: "cli",
  tool_name: "get_graph_schema", tier: "ultimate", deployment_type: "com",
});
const scoped: Tracker = tracker.scoped({ subject: { userId: "1", domainSessionIndex: 2 }, entities: [context] });
scoped.track(structuredEvent({ category: "search", action: "open", value: 2.5 }), { trueTimestamp: new Date() });
scoped.track(pageView({ pageUrl: "https://gitlab.example/" }), { subject: { platform: "web" }, trueTimestamp: 0 });
scoped.track(pagePing({ pageUrl: "https://gitlab.example/", minXOffset: 0 }));
const own = { schema: "iglu:com.acme/deployed/jsonschema/1-0-0", data: { sha: "0d6f5a1b" } };
scoped.track(selfDescribing(own), { entities: [selfDescribingJson(own), context] });
const id: string | undefined = tracker.track(gkgSchemaIntrospected({ schema_version: "2.1.0", domain_filter: null }), { entities: [context] });
const isComplete: Promise<boolean> = tracker.flush({ timeoutMs: 5000 });
const violations: Violation[] = [...check(gkgSchemaIntrospected({ schema_version: "1" })), ...validate(context.schema, context.data)];
const delivered: number = tracker.stats().delivered + tracker.stats().queued_bytes;
if (violations[0]) new ValidationError(violations).violations[0]?.pointer.length;
const storing: TrackerOptions = { ...options, store: webStorage(() => localStorage), onStore: ({ code, error }: StoreNotice) => [code === "failing", error] };
const entries = new Map<string, string>();
const store: EventStore = { load: async () => entries, put: (id, text) => entries.set(id, text), delete: (id) => entries.delete(id), hold: () => () => {} };
void [storing, store, webStorage(localStorage, "events.")];
const counts = new RequestCounts({ maxKeys: 10 });
const key: CountKey = { lang: "python", model_engine: "vertex-ai", model_name: null };
counts.recordRequest(key);
counts.recordError({ ...key, model_engine: undefined }, 2);
counts.recordAccept();
const taken: TakenCount[] = counts.take();
const total: number = taken.reduce((sum, { requests }) => sum + requests, 0);
if (!tracker.track(suggestionRequested(), { entities: [codeSuggestionsContext({ request_counts: taken })] })) counts.giveBack(taken);
const given: readonly RequestCount[] = [{ requests: 1n, errors: 0, accepts: 0 }];
counts.giveBack(given);
const odd: CountStats = counts.stats();
void [id, isComplete, delivered, init(), total, odd.dropped];

// @ts-expect-error a field of the wrong type
gkgSchemaIntrospected({ schema_version: 2 });
// @ts-expect-error a missing field
gkgSchemaIntrospected({});
// @ts-expect-error no value of the enum
knowledgeGraphContext({ ...context.data, user_type: "robot" });
// @ts-expect-error an entity is no event
tracker.track(context);
// @ts-expect-error an event is no entity
tracker.track(gkgSchemaIntrospected({ schema_version: "1" }), { entities: [gkgSchemaIntrospected({ schema_version: "1" })] });
// @ts-expect-error a missing field
structuredEvent({ category: "search" });
// @ts-expect-error no such field
pageView({ page_url: "https://gitlab.example/" });
// @ts-expect-error no such platform
tracker.scoped({ subject: { platform: "desktop" } });
// @ts-expect-error an entity of one's own is no event
tracker.track(selfDescribingJson(own));
// @ts-expect-error no such way
createTracker({ collector: "", appId: "", tooLong: "cut" });
// @ts-expect-error no such part of a key
counts.recordRequest({ language: "python" });
// @ts-expect-error no text
counts.recordRequest({ lang: 3 });
// @ts-expect-error no row
counts.giveBack([{ requests: 1 }]);
// @ts-expect-error a name in another language's case
new RequestCounts({ max_keys: 1 });
// @ts-expect-error a store that cannot load
createTracker({ collector: "", appId: "", store: { put: () => {}, delete: () => {} } });
// @ts-expect-error no such option
createTracker({ collector: "", appId: "", batch_events: 1 });
`;

/** How consumers compile: the file's name decides the module format under NodeNext. */
const COMPILES = [
  ["an ES module under NodeNext", "sample.mts", ["--module", "nodenext"]],
  ["CommonJS under NodeNext", "sample.cts", ["--module", "nodenext"]],
  ["a bundler", "sample.ts", ["--module", "esnext", "--moduleResolution", "bundler"]],
];

/** Type-checks a program in a folder where the installed package is found. */
async function typeCheck(t, name, text, flags) {
  const folder = await mkdtemp(fileURLToPath(new URL("types-", import.meta.url)));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(`${folder}/${name}`, text);
  const tsc = createRequire(import.meta.url).resolve("typescript/package.json");
  const bin = fileURLToPath(new URL(JSON.parse(readFileSync(tsc, "utf8")).bin.tsc, `file://${tsc}`));
  const always = ["--ignoreConfig", "--strict", "--noEmit", "--types", "", "--target", "es2022"];
  try {
    execFileSync(process.execPath, [bin, ...always, ...flags, `${folder}/${name}`], { encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout || error.message);
  }
}

for (const [name, file, flags] of COMPILES) {
  test(`the types hold for ${name}`, async (t) => {
    await typeCheck(t, file, SAMPLE, ["--exactOptionalPropertyTypes", "--lib", "es2022,dom", ...flags]);
  });
}

test("the types need neither DOM nor Node.js", async (t) => {
  const text = `import { createTracker } from "snowgauge";\ncreateTracker({ collector: "", appId: "" }).stats();\n`;
  await typeCheck(t, "bare.mts", text, ["--module", "nodenext", "--lib", "es2022"]);
});
