// A Node.js process is killed, again and again: the next one sends what it has left.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { startCollector } from "./collector.mjs";

/** Starts a program that has a tracker with the folder as its store. */
function start(url, folder, program) {
  const file = (name) => JSON.stringify(new URL(name, import.meta.url).href);
  const text = `
    import { createTracker } from "snowgauge";
    import { folderStore } from ${file("stores/folder.mjs")};
    import { context, enabled } from ${file("support.mjs")};
    const options = { collector: ${JSON.stringify(url)}, appId: "kill", linger: 1, batchEvents: 20 };
    const tracker = createTracker({ ...options, store: folderStore(${JSON.stringify(folder)}) });
    ${program}`;
  const args = ["--input-type=module", "--eval", text];
  return spawn(process.execPath, args, { cwd: new URL(".", import.meta.url), stdio: ["ignore", "pipe", "inherit"] });
}

/** Tracks without end, and says each id when `track` has returned. */
const TRACKING = `
  setInterval(() => {
    for (let user = 0; user < 5; user++) console.log(tracker.track(enabled(String(user)), { entities: [context] }));
  }, 1);`;

/** Kills a tracking process after it has said so many ids; gives all that it has said. */
async function killAfter(count, url, folder) {
  const child = start(url, folder, TRACKING);
  const ids = [];
  for await (const line of createInterface({ input: child.stdout })) {
    ids.push(line);
    if (ids.length === count) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  assert.equal(child.signalCode, "SIGKILL");
  return ids;
}

async function setUp(t) {
  const collector = await startCollector();
  t.after(() => collector.close());
  const folder = await mkdtemp(join(tmpdir(), "snowgauge-"));
  t.after(() => rm(folder, { recursive: true }));
  return { collector, folder: join(folder, "events") };
}

const arrived = (collector) => collector.received.flatMap(({ body }) => body.data.map(({ eid }) => eid));

/** Lets one more process send what is left: it does nothing but make a tracker. */
async function sendTheRest(collector, folder) {
  collector.status = 200;
  for (let left = Infinity; left > 0; ) {
    const child = start(collector.url, folder, "");
    assert.deepEqual(await once(child, "exit"), [0, null]);
    const rest = (await readdir(folder)).length;
    assert.ok(rest < left, `${rest} are left`);
    left = rest;
  }
}

test("killed while the collector is away: the next process sends every event, once", async (t) => {
  const { collector, folder } = await setUp(t);
  collector.status = 503;
  const ids = [];
  for (const count of [1, 40, 300]) ids.push(...(await killAfter(count, collector.url, folder)));
  assert.ok((await readdir(folder)).length >= ids.length);
  collector.received.length = 0;
  await sendTheRest(collector, folder);
  const eids = arrived(collector);
  assert.equal(new Set(eids).size, eids.length, "none is sent twice");
  assert.deepEqual(ids.filter((id) => !eids.includes(id)), [], "none is lost");
});

test("killed while it sends: no event is lost", async (t) => {
  const { collector, folder } = await setUp(t);
  const ids = [];
  for (const count of [50, 200, 350]) ids.push(...(await killAfter(count, collector.url, folder)));
  await sendTheRest(collector, folder);
  const eids = new Set(arrived(collector));
  assert.deepEqual(ids.filter((id) => !eids.has(id)), []);
});
