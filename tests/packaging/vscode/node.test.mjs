// The same file as VS Code's desktop loads it: in Node.js, by `require`. What it uses of the editor is ours here.
import assert from "node:assert/strict";
import Module, { createRequire } from "node:module";
import { after, before, beforeEach, test } from "node:test";
import { Collector } from "./collector.mjs";

const BUNDLE = `${process.env.EXTENSION}/dist/extension.js`;

let collector;

before(async () => void (collector = await Collector.start()));
after(() => collector?.stop());
beforeEach(() => collector.reset());

/** A window: the extension with an editor that has this Memento and nothing open. */
function openWindow(entries) {
  const commands = new Map();
  const none = { dispose() {} };
  const editor = {
    commands: { registerCommand: (name, run) => (commands.set(name, run), none) },
    env: { isTelemetryEnabled: true, onDidChangeTelemetryEnabled: () => none },
    window: { createOutputChannel: () => ({ info() {}, warn() {}, ...none }) },
    workspace: { getConfiguration: () => ({ get: () => collector.url }) },
  };
  const workspaceState = {
    keys: () => [...entries.keys()],
    get: (key) => entries.get(key),
    update: async (key, value) => void (value === undefined ? entries.delete(key) : entries.set(key, value)),
  };
  const extension = loadWith(editor);
  extension.activate({ subscriptions: [], workspaceState });
  return { request: () => commands.get("suggestions.request")(), close: () => extension.deactivate() };
}

/** Loads the bundle anew, as a new process does; `vscode` is the one module that it may ask for. */
function loadWith(editor) {
  const require = createRequire(BUNDLE);
  const load = Module._load;
  Module._load = (name, ...rest) => {
    if (name === "vscode") return editor;
    assert.equal(name, BUNDLE);
    return load(name, ...rest);
  };
  try {
    delete require.cache[BUNDLE];
    return require(BUNDLE);
  } finally {
    Module._load = load;
  }
}

test("deactivate, awaited, sends what is held", async () => {
  const window = openWindow(new Map());
  const ids = [window.request(), window.request()];
  await window.close();
  await collector.untilArrived(ids);
});

test("what is left when the collector is away is sent by the next window, once", async () => {
  const memento = new Map();
  await collector.fail("reset at=head");
  const first = openWindow(memento);
  const ids = [first.request(), first.request()];
  await first.close();
  assert.equal(memento.size, 2);
  await collector.recover();
  const second = openWindow(memento);
  await collector.untilArrived(ids);
  await second.close();
  assert.deepEqual([memento.size, await collector.arrived()], [0, Object.fromEntries(ids.map((id) => [id, 1]))]);
});
