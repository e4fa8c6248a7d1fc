// The store: events outlive their tracker, and a store that fails harms nobody.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { webStorage } from "snowgauge";
import { Host, ROOT, context, enabled, settled, trackerOn } from "./support.mjs";

const { mementoStore } = await import(new URL("examples/vscode/memento.mjs", ROOT));

const attached = { entities: [context] };
const reasons = (host) => host.outcomes.map(({ reason }) => reason);

/** A store in memory that answers at once; `calls` tells what it was asked for. */
function memoryStore(entries = new Map()) {
  const calls = [];
  return {
    entries,
    calls,
    load: () => entries,
    put: (id, text) => void (calls.push("put"), entries.set(id, text)),
    delete: (id) => void (calls.push("delete"), entries.delete(id)),
  };
}

/** A host with a tracker whose store this is. */
async function tracking(t, store, options = {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const host = new Host();
  host.notices = [];
  let drawn = 0;
  // Each tracker has ids of its own.
  const start = (tracking.hosts = (tracking.hosts ?? 0) + 1);
  const random = (bytes) => bytes.fill(start).fill(++drawn, 8);
  const onStore = ({ code }) => void host.notices.push(code);
  const tracker = trackerOn(host, { store, random, onStore, ...options });
  await settled();
  t.mock.timers.reset();
  // Lets go of requests that nobody has answered.
  t.after(() => host.requests.forEach(({ answer }) => answer(200)));
  return { host, tracker };
}

/** Leaves events in a store, as a process does that is killed. */
async function leave(t, store, count, options) {
  const { host, tracker } = await tracking(t, store, options);
  const ids = Array.from({ length: count }, (_, index) => tracker.track(enabled(`${index}`), attached));
  assert.ok(ids.every((id) => id));
  return { host, ids, tracker };
}

/** Leaves events as a process does that is shut down while the collector is away. */
async function leaveByShutdown(t, store, count, options) {
  const left = await leave(t, store, count, options);
  const shut = left.tracker.shutdown({ timeoutMs: 0 });
  await settled();
  assert.equal(await shut, false);
  return left;
}

test("an event is in the store when track returns, and no longer when it has left", async (t) => {
  const store = memoryStore();
  const { host, tracker } = await tracking(t, store);
  const id = tracker.track(enabled(), attached);
  assert.equal(store.entries.size, 1);
  const [[key, text]] = store.entries;
  assert.ok(key.endsWith(`.${id}`));
  assert.equal(JSON.parse(`${text.split("\n")[1]}}`).eid, id);
  assert.equal(host.requests.length, 0);
  void tracker.flush();
  await host.answer(200);
  assert.equal(store.entries.size, 0);
  assert.deepEqual(reasons(host), ["delivered"]);
});

test("what is refused, invalid or comes after the end is not written", async (t) => {
  const store = memoryStore();
  const { host, tracker } = await tracking(t, store, { maxEvents: 1, onInvalid: "report" });
  tracker.track(enabled(), {});
  assert.deepEqual(store.calls, []);
  tracker.track(enabled(), attached);
  tracker.track(enabled(), attached);
  assert.deepEqual(store.calls, ["put"]);
  void tracker.shutdown();
  await host.answer(200);
  tracker.track(enabled(), attached);
  await settled();
  assert.deepEqual(store.calls, ["put", "delete"]);
  assert.deepEqual(reasons(host), ["invalid", "queue_full", "delivered", "closed"]);
});

test("what a shutdown leaves ends as stored, and the next tracker sends it under the same id", async (t) => {
  const store = memoryStore();
  const { host: first, ids, tracker } = await leaveByShutdown(t, store, 3);
  assert.deepEqual(reasons(first), ["stored", "stored", "stored"]);
  assert.equal(tracker.stats().stored, 3);
  assert.equal(store.entries.size, 3);

  const { host, tracker: next } = await tracking(t, store);
  assert.equal(next.stats().restored, 3);
  const flushed = next.flush();
  assert.deepEqual(host.requests[0].events.map(({ eid }) => eid), ids);
  await host.answer(200);
  assert.equal(await flushed, true);
  assert.equal(store.entries.size, 0);
  assert.deepEqual(host.outcomes.map(({ eventId, reason }) => [eventId, reason]), ids.map((id) => [id, "delivered"]));
});

test("a tracker that is shut down at once sends what earlier ones have left", async (t) => {
  const store = memoryStore();
  const { ids } = await leaveByShutdown(t, store, 3);
  const host = new Host();
  const next = trackerOn(host, { store, random: (bytes) => bytes.fill(200) });
  const shut = next.shutdown({ timeoutMs: 5000 });
  await settled();
  assert.deepEqual(host.requests[0]?.events.map(({ eid }) => eid), ids);
  await host.answer(200);
  assert.equal(await shut, true);
  assert.equal(store.entries.size, 0);
});

test("a store that never tells what it has holds up a shutdown for a second", async (t) => {
  const store = { ...memoryStore(), load: () => new Promise(() => {}) };
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const host = new Host();
  const tracker = trackerOn(host, { store, random: (bytes) => bytes.fill(201) });
  let isShut = false;
  void tracker.shutdown({ timeoutMs: 60_000 }).then(() => (isShut = true));
  await settled();
  t.mock.timers.tick(999);
  await settled();
  assert.equal(isShut, false);
  t.mock.timers.tick(1);
  await settled();
  assert.equal(isShut, true);
});

test("age counts over restarts", async (t) => {
  const store = memoryStore();
  await leaveByShutdown(t, store, 1);
  const day = 24 * 3_600_000;
  const { host } = await tracking(t, store, { clock: { now: () => 1_764_000_000_000 + day + 1, monotonic: () => 0 } });
  assert.deepEqual(reasons(host), ["expired"]);
  assert.equal(store.entries.size, 0);
});

test("the events of other options and of later versions stay where they are", async (t) => {
  const store = memoryStore();
  await leaveByShutdown(t, store, 1, { appId: "another" });
  await leaveByShutdown(t, store, 1, { namespace: "another" });
  await leaveByShutdown(t, store, 1, { collector: "http://another.test" });
  const [[id, text]] = store.entries;
  const later = id.replace(/^./, "f");
  store.entries.set(later, text.replace("[1,", "[2,"));
  store.entries.set("something else", "of the app");
  const { tracker } = await tracking(t, store);
  assert.equal(tracker.stats().restored, 0);
  assert.equal(store.entries.size, 5);
});

test("what is damaged is deleted and told, and the rest is sent", async (t) => {
  const store = memoryStore();
  await leaveByShutdown(t, store, 4);
  const [one, two, three] = store.entries.keys();
  store.entries.set(one, store.entries.get(one).slice(0, -5));
  store.entries.set(two, "");
  store.entries.set(three, store.entries.get(three).replace(three.slice(-5), "00000"));
  const { host, tracker } = await tracking(t, store);
  assert.deepEqual(host.notices, ["damaged", "damaged", "damaged"]);
  assert.deepEqual([tracker.stats().damaged, tracker.stats().restored], [3, 1]);
  assert.equal(store.entries.size, 1);
});

test("a full store: events are held in memory only, said so, and sent", async (t) => {
  const store = memoryStore();
  let room = 1;
  const put = store.put;
  store.put = (id, text) => {
    if (room-- <= 0) throw new DOMException("the quota has been exceeded", "QuotaExceededError");
    put(id, text);
  };
  const { host, tracker } = await tracking(t, store);
  const ids = [1, 2, 3].map((user) => tracker.track(enabled(`${user}`), attached));
  assert.deepEqual(host.notices, ["failing"]);
  assert.equal(tracker.stats().unstored, 2);
  room = 1;
  ids.push(tracker.track(enabled("4"), attached));
  assert.deepEqual(host.notices, ["failing", "working"]);
  const shut = tracker.shutdown({ timeoutMs: 0 });
  assert.equal(await shut, false);
  assert.deepEqual(reasons(host), ["stored", "abandoned_at_shutdown", "abandoned_at_shutdown", "stored"]);
  const { stored, abandoned_at_shutdown } = tracker.stats();
  assert.deepEqual({ stored, abandoned_at_shutdown }, { stored: 2, abandoned_at_shutdown: 2 });
});

test("restored events leave half of the room to new ones, and are taken over as room gets free", async (t) => {
  const store = memoryStore();
  await leaveByShutdown(t, store, 10);
  const { host, tracker } = await tracking(t, store, { maxEvents: 4 });
  assert.equal(tracker.stats().restored, 2);
  for (let sent = 2; sent <= 10; sent += 2) {
    void tracker.flush();
    await settled();
    await host.answer(200);
    assert.equal(tracker.stats().delivered, sent);
  }
  assert.equal(store.entries.size, 0);
});

test("an opt-out ends what others have left, too", async (t) => {
  const store = memoryStore();
  await leaveByShutdown(t, store, 10);
  const { host, tracker } = await tracking(t, store, { maxEvents: 4 });
  tracker.setOptOut(true);
  // The first two are under way: they cannot be called back.
  await host.answer(503);
  assert.deepEqual(reasons(host), Array(10).fill("opted_out"));
  assert.equal(store.entries.size, 0);
});

test("two trackers share a store and send each event once; one takes over when the other has ended", async (t) => {
  const store = memoryStore();
  const { tracker: first, ids } = await leave(t, store, 2);
  const { host, tracker: second } = await tracking(t, store);
  assert.equal(second.stats().restored, 0);
  await first.shutdown({ timeoutMs: 0 });
  const { host: thirdHost, tracker: third } = await tracking(t, store);
  assert.equal(third.stats().restored, 2);
  // The second one looks again, but these are the third one's now.
  second.setOptOut(true);
  await settled();
  assert.deepEqual(host.outcomes, []);
  void third.flush();
  assert.deepEqual(thirdHost.requests[0].events.map(({ eid }) => eid), ids);
  await thirdHost.answer(200);
  await Promise.all([second.shutdown(), third.shutdown()]);
});

test("names are claimed where the store can: who waits for one takes over when it gets free", async (t) => {
  const store = memoryStore();
  const held = new Map();
  store.hold = (name) =>
    new Promise((grant) => {
      const queue = held.get(name) ?? held.set(name, []).get(name);
      queue.push(() => grant(() => (queue.shift(), queue[0]?.())));
      if (queue.length === 1) queue[0]();
    });
  const { tracker: first } = await leave(t, store, 2);
  const { tracker: second } = await tracking(t, store);
  const { tracker: third } = await tracking(t, store);
  assert.deepEqual([second, third].map((one) => one.stats().restored), [0, 0]);
  await first.shutdown({ timeoutMs: 0 });
  await settled();
  assert.deepEqual([second, third].map((one) => one.stats().restored), [2, 0]);
  await second.shutdown({ timeoutMs: 0 });
  await settled();
  assert.equal(third.stats().restored, 2);
  await third.shutdown({ timeoutMs: 0 });
});

test("a browser that denies its locks, as to a frame of another site: what earlier trackers have left is sent", async (t) => {
  const store = memoryStore();
  const { ids } = await leaveByShutdown(t, store, 2);
  const locks = { request: async () => { throw new DOMException("The request was denied.", "SecurityError"); } };
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  globalThis.importScripts = () => {};
  t.after(() => {
    delete globalThis.navigator;
    delete globalThis.importScripts;
  });
  const { host, tracker } = await tracking(t, store);
  const { host: otherHost, tracker: other } = await tracking(t, store);
  assert.deepEqual([tracker, other].map((one) => one.stats().restored), [2, 0]);
  assert.deepEqual([...host.notices, ...otherHost.notices], []);
  void tracker.flush();
  assert.deepEqual(host.requests[0].events.map(({ eid }) => eid), ids);
  await host.answer(200);
  await Promise.all([tracker.shutdown(), other.shutdown()]);
});

test("a store that answers later: an event is deleted after it was written, and a flush waits for both", async (t) => {
  const store = memoryStore();
  const answers = [];
  const later = (method) => (...given) => new Promise((resolve) => answers.push(() => resolve(method(...given))));
  const slow = { load: async () => store.entries, put: later(store.put), delete: later(store.delete) };
  const { host, tracker } = await tracking(t, slow);
  tracker.track(enabled(), attached);
  let flushed;
  void tracker.flush().then((isComplete) => (flushed = isComplete));
  await host.answer(200);
  assert.deepEqual([reasons(host), store.calls, flushed], [["delivered"], [], undefined]);
  answers.shift()();
  await settled();
  assert.deepEqual([store.calls, flushed], [["put"], undefined]);
  answers.shift()();
  await settled();
  assert.deepEqual([store.calls, flushed], [["put", "delete"], true]);
});

/** Stores that fail in every way, and how an event that a shutdown abandons then ends. */
const BROKEN = {
  "throws": () => { throw new Error("store"); },
  "rejects": async () => { throw new Error("store"); },
  "never answers": () => new Promise(() => {}),
};

for (const [name, broken] of Object.entries(BROKEN)) {
  test(`a store that ${name} harms nobody`, async (t) => {
    const store = { load: broken, put: broken, delete: broken, hold: broken };
    const { host, tracker } = await tracking(t, store, { clock: undefined, onStore: () => { throw new Error("listener"); } });
    assert.ok(tracker.track(enabled("1"), attached));
    void tracker.flush();
    await host.answer(200);
    assert.deepEqual(reasons(host), ["delivered"]);
    for (let user = 0; user < 1_200; user++) assert.ok(tracker.track(enabled(`${user}`), attached));
    await settled();
    assert.ok(tracker.stats().unstored > 200);
    const started = performance.now();
    assert.equal(await tracker.shutdown({ timeoutMs: 50 }), false);
    assert.ok(performance.now() - started < 2_000);
    assert.equal(tracker.stats().abandoned_at_shutdown, 1_200);
    assert.equal(tracker.stats().stored, 0);
  });
}

test("a store that cannot delete: an event that has left is not taken over again", async (t) => {
  const store = memoryStore();
  await leaveByShutdown(t, store, 6);
  store.delete = () => { throw new Error("read only"); };
  const { host, tracker } = await tracking(t, store, { maxEvents: 4 });
  for (let turn = 0; turn < 3; turn++) {
    void tracker.flush();
    await settled();
    await host.answer(200);
  }
  const sent = host.requests.flatMap(({ events }) => events.map(({ eid }) => eid));
  assert.deepEqual([sent.length, new Set(sent).size], [6, 6]);
  assert.deepEqual(host.notices, ["failing"]);
});

/** A Storage as browsers have it. */
function storageOf(entries = new Map()) {
  return {
    get length() { return entries.size; },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  };
}

test("webStorage leaves other keys alone", async (t) => {
  const entries = new Map([["theme", "dark"]]);
  await leaveByShutdown(t, webStorage(storageOf(entries), "events/"), 2);
  assert.equal(entries.size, 3);
  assert.ok([...entries.keys()].slice(1).every((key) => /^events\/[0-9a-f]{16}\.[0-9a-f-]{36}$/.test(key)));
  const { host, tracker } = await tracking(t, webStorage(() => storageOf(entries), "events/"));
  void tracker.flush();
  await host.answer(200);
  assert.deepEqual([...entries], [["theme", "dark"]]);
});

test("a page that may not use its storage: a failing store, no exception", async (t) => {
  const { host, tracker } = await tracking(t, webStorage(() => { throw new DOMException("denied", "SecurityError"); }));
  assert.ok(tracker.track(enabled(), attached));
  assert.deepEqual(host.notices, ["failing"]);
  void tracker.flush();
  await host.answer(200);
  assert.equal(tracker.stats().delivered, 1);
});

test("a Memento of VS Code", async (t) => {
  const entries = new Map([["other", 1]]);
  const memento = {
    keys: () => [...entries.keys()],
    get: (key) => entries.get(key),
    update: async (key, value) => void (value === undefined ? entries.delete(key) : entries.set(key, value)),
  };
  await leaveByShutdown(t, mementoStore(memento), 2);
  assert.equal(entries.size, 3);
  const { host, tracker } = await tracking(t, mementoStore(memento));
  void tracker.flush();
  await host.answer(200);
  await settled();
  assert.deepEqual([tracker.stats().restored, [...entries]], [2, [["other", 1]]]);
});

test("the stores that the guide shows are the ones that are tested", () => {
  const guide = readFileSync(new URL("docs/store.md", ROOT), "utf8");
  const [own, example] = [new URL("stores/", import.meta.url), new URL("examples/vscode/", ROOT)];
  for (const file of [new URL("folder.mjs", own), new URL("indexed-db.mjs", own), new URL("memento.mjs", example)]) {
    assert.ok(guide.includes(`\`\`\`js\n${readFileSync(file, "utf8")}\`\`\`\n`), file.pathname);
  }
});
