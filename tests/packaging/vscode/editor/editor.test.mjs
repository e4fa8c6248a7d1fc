// The extension of examples/vscode in a whole editor, in both of its extension hosts, as a user at its window sees it.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { NO_OTHERS, launch } from "../../../../collector/tests/page/support.mjs";
import { Collector, until } from "../collector.mjs";
import { close, kept } from "../window.mjs";
import { Editor } from "./server.mjs";

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

/** Chooses a command from the palette, as often as it takes until VS Code knows it. */
async function run(page, title) {
  const row = page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
  const isThere = async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("F1");
    await page.keyboard.insertText(title);
    return row.waitFor({ timeout: 3_000 }).then(() => true, () => false);
  };
  await until(isThere, () => `no command ${title}`);
  await page.keyboard.press("Enter");
  await row.waitFor({ state: "hidden" });
}

/** An editor with the extension in this host; gives it, and what opens a window. */
async function start(t, host) {
  const settings = { "suggestions.collector": collector.url, "telemetry.telemetryLevel": "all" };
  const editor = await Editor.start(process.env.EDITOR_PACKAGES, process.env.EXTENSION, host, settings);
  const profile = await browser.newContext();
  t.after(async () => {
    await profile.close();
    await editor.stop();
  });
  const open = async () => {
    const page = await profile.newPage();
    await page.goto(editor.url);
    await page.locator(".monaco-workbench").waitFor();
    return page;
  };
  return { editor, open };
}

/** Waits until the extension host in Node.js has ended: VS Code waits for `deactivate` before. */
const ended = (editor) => until(() => editor.endedHosts > 0, () => "the extension host goes on");

for (const host of ["Node.js", "web"]) {
  test(`${host}: events arrive, and what a window leaves is sent by the next one, once`, async (t) => {
    const { editor, open } = await start(t, host);
    const first = await open();
    await run(first, "Request a Suggestion");
    await until(async () => (await collector.good()).length === 1, () => "no event has arrived");
    const [{ event }] = await collector.good();
    assert.equal(event.platform, "app");

    await collector.fail("reset at=head");
    for (let count = 0; count < 2; count++) await run(first, "Request a Suggestion");
    await until(async () => (await kept(first)).length === 2, () => "not both events are kept");
    const ids = [event.event_id, ...(await kept(first))];
    await close(first);
    if (host === "Node.js") await ended(editor);
    await collector.recover();
    const second = await open();
    await collector.untilArrived(ids);
    await until(async () => (await kept(second)).length === 0, () => "events are kept");
    await collector.untilArrived(ids);
  });
}

test("Node.js: deactivate sends what is held, and VS Code waits for it", async (t) => {
  const { editor, open } = await start(t, "Node.js");
  await collector.fail("503");
  const page = await open();
  await run(page, "Request a Suggestion");
  await until(async () => (await kept(page)).length === 1, () => "no event is kept");
  await collector.recover();
  await close(page);
  await ended(editor);
  assert.equal((await collector.good()).length, 1);
});
