// Delivery: what the tracker does with time, answers and a listener.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gkgNamespaceEnabled } from "snowgauge";
import { Host, context, enabled, settled, trackerOn } from "./support.mjs";

const attached = { entities: [context] };

/** A host whose timers the test rings. */
function hostOf(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  return new Host();
}

const reasons = (host) => host.outcomes.map(({ reason }) => reason);

test("events linger together, then go in one request", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host, { linger: 500 });
  const ids = [tracker.track(enabled("1"), attached), tracker.track(enabled("2"), attached)];
  await settled();
  await host.pass(t, 499);
  assert.equal(host.requests.length, 0);
  await host.pass(t, 1);
  assert.equal(host.requests.length, 1);
  const [{ url, init, events }] = host.requests;
  assert.equal(url, "http://collector.test/com.snowplowanalytics.snowplow/tp2");
  assert.equal(init.method, "POST");
  assert.equal(init.credentials, "omit");
  assert.equal(init.redirect, "manual");
  assert.deepEqual(init.headers, { "content-type": "application/json; charset=UTF-8" });
  assert.deepEqual(events.map(({ eid }) => eid), ids);
  await host.answer(200);
  assert.deepEqual(host.outcomes, ids.map((eventId) => ({ eventId, reason: "delivered", status: 200, attempts: 1, violations: [], truncated: [] })));
});

test("track starts no request itself, not even with a full batch", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host, { batchEvents: 1 });
  tracker.track(enabled(), attached);
  assert.equal(host.requests.length, 0);
  await settled();
  assert.equal(host.requests.length, 1);
});

test("a collector that is down: track returns, flush says no after its time, shutdown ends in its time", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host);
  const ids = Array.from({ length: 50 }, () => tracker.track(enabled(), attached));
  assert.ok(ids.every((id) => id));

  let flushed;
  void tracker.flush({ timeoutMs: 1_000 }).then((isComplete) => (flushed = isComplete));
  host.requests[0].fail();
  await settled();
  assert.ok(tracker.track(enabled(), attached), "an outage stops no event");
  while (host.mono < 2_000) {
    assert.equal(flushed, undefined, `after ${host.mono - 1_000} ms`);
    await host.pass(t, 100);
    host.requests.forEach(({ fail }) => fail());
    await settled();
  }
  assert.equal(flushed, false);

  let isShut;
  void tracker.shutdown({ timeoutMs: 300 }).then((isComplete) => (isShut = isComplete));
  await host.pass(t, 299);
  host.requests.forEach(({ fail }) => fail());
  await settled();
  assert.equal(isShut, undefined);
  await host.pass(t, 1);
  assert.equal(isShut, false);
  assert.deepEqual(new Set(reasons(host)), new Set(["abandoned_at_shutdown"]));
  assert.equal(host.outcomes.length, 51);
  assert.equal(tracker.track(enabled(), attached), undefined);
  await settled();
  assert.equal(host.outcomes.at(-1).reason, "closed");
});

test("a request without an answer ends after its time", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host, { requestTimeoutMs: 2_000 });
  tracker.track(enabled(), attached);
  const flushed = tracker.flush({ timeoutMs: 60_000 });
  assert.equal(host.requests[0].init.signal.aborted, false);
  await host.pass(t, 2_000);
  assert.equal(host.requests[0].init.signal.aborted, true);
  assert.equal(tracker.stats().failed_requests, 1);
  await host.pass(t, 1_000);
  await host.answer(200);
  assert.equal(await flushed, true);
  // The answer to a request that was given up means nothing.
  host.requests[0].answer(400);
  await settled();
  assert.deepEqual(reasons(host), ["delivered"]);
});

test("a 503 is tried again with the same id and another time of sending", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host);
  const eventId = tracker.track(enabled(), attached);
  const flushed = tracker.flush({ timeoutMs: 60_000 });
  await host.answer(503);
  await host.pass(t, 1_000);
  assert.equal(host.requests.length, 2);
  const [first, second] = host.requests.map(({ events: [sent] }) => sent);
  assert.notEqual(first.stm, second.stm);
  assert.deepEqual({ ...first, stm: second.stm }, second);
  await host.answer(200);
  assert.equal(await flushed, true);
  assert.deepEqual(host.outcomes, [{ eventId, reason: "delivered", status: 200, attempts: 2, violations: [], truncated: [] }]);
});

/** `Retry-After` headers and the wait that each asks for, in milliseconds, when it is `now`. */
const RETRY_AFTER = [
  ["seconds", () => "7", 7_000],
  ["a date", (now) => new Date(now + 30_000).toUTCString(), 30_000],
];

for (const [name, header, wait] of RETRY_AFTER) {
  test(`a Retry-After with ${name} is obeyed`, async (t) => {
    const host = hostOf(t);
    const tracker = trackerOn(host);
    tracker.track(enabled(), attached);
    void tracker.flush({ timeoutMs: 600_000 });
    await host.answer(503, { "retry-after": header(host.wall) });
    await host.pass(t, wait - 1);
    assert.equal(host.requests.length, 1);
    // And a tenth of it or a second, so that trackers that were told the same do not come back together.
    await host.pass(t, Math.max(wait / 10, 1_000));
    assert.equal(host.requests.length, 2);
  });
}

for (const header of ["", "soon", "-5", "1e9", "Thu, 01 Jan 1970 00:00:00 GMT"]) {
  test(`a Retry-After of "${header}" asks for nothing`, async (t) => {
    const host = hostOf(t);
    const tracker = trackerOn(host);
    tracker.track(enabled(), attached);
    void tracker.flush({ timeoutMs: 600_000 });
    await host.answer(503, { "retry-after": header });
    // The longest wait after a first failure.
    await host.pass(t, 1_000);
    assert.equal(host.requests.length, 2);
  });
}

/** Final answers and how the event ends. */
const FINAL = [[200, "delivered"], [204, "delivered"], [400, "rejected"], [401, "auth"], [403, "auth"], [413, "too_large"], [422, "rejected"]];

for (const [status, reason] of FINAL) {
  test(`a ${status} ends an event as ${reason}`, async (t) => {
    const host = hostOf(t);
    const tracker = trackerOn(host);
    tracker.track(enabled(), attached);
    const flushed = tracker.flush();
    await host.answer(status);
    assert.equal(await flushed, reason === "delivered");
    assert.deepEqual(host.outcomes.map((outcome) => [outcome.reason, outcome.status, outcome.attempts]), [[reason, status, 1]]);
    assert.equal(tracker.stats()[reason], 1);
  });
}

/** What a `fetch` may do instead of answering. */
const NO_ANSWERS = {
  "a rejection": () => Promise.reject(new TypeError("fetch failed")),
  "an exception": () => { throw new Error("no"); },
  "an opaque redirect": () => Promise.resolve({ status: 0, headers: new Headers() }),
  "nothing": () => Promise.resolve(undefined),
};

for (const [name, fetch] of Object.entries(NO_ANSWERS)) {
  test(`a fetch that gives ${name} is a failed request`, async (t) => {
    const host = hostOf(t);
    const tracker = trackerOn(host, { fetch });
    tracker.track(enabled(), attached);
    void tracker.flush({ timeoutMs: 60_000 });
    await settled();
    assert.equal(tracker.stats().failed_requests, 1);
    assert.deepEqual(host.outcomes, []);
  });
}

test("a full queue refuses further events and says so", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host, { maxEvents: 2 });
  const ids = [1, 2, 3].map((user) => tracker.track(enabled(`${user}`), attached));
  assert.deepEqual(ids.map((id) => typeof id), ["string", "string", "undefined"]);
  assert.deepEqual(host.outcomes, [], "the listener is not called within track");
  await settled();
  assert.deepEqual(reasons(host), ["queue_full"]);
  assert.match(host.outcomes[0].eventId, /^[0-9a-f-]{36}$/);
  assert.equal(tracker.stats().queue_full, 1);
});

test("opting out drops what waits and takes nothing more, until opting in", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host);
  tracker.track(enabled(), attached);
  tracker.setOptOut(true);
  assert.equal(tracker.track(enabled(), attached), undefined);
  await settled();
  assert.deepEqual(reasons(host), ["opted_out", "opted_out"]);
  assert.equal(await tracker.flush(), true, "nothing is held");
  assert.equal(host.requests.length, 0);
  tracker.setOptOut(false);
  assert.ok(tracker.track(enabled(), attached));
});

test("with onInvalid report, an invalid event throws nothing and is told with its violations", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host, { onInvalid: "report" });
  assert.equal(tracker.track(gkgNamespaceEnabled({ namespace_type: "group" }), attached), undefined);
  await settled();
  const [{ reason, violations, attempts, status }] = host.outcomes;
  assert.deepEqual({ reason, attempts, status }, { reason: "invalid", attempts: 0, status: undefined });
  assert.deepEqual(violations.map(({ code, pointer }) => [code, pointer]), [["required", "/enabled_by_user_id"]]);
});

test("a listener that throws or rejects harms nobody", async (t) => {
  for (const onOutcome of [() => { throw new Error("listener"); }, async () => { throw new Error("listener"); }]) {
    const host = hostOf(t);
    const tracker = trackerOn(host, { onOutcome });
    tracker.track(enabled("1"), attached);
    tracker.track(enabled("2"), attached);
    const flushed = tracker.flush();
    await host.answer(200);
    assert.equal(await flushed, true);
    assert.equal(tracker.stats().delivered, 2);
    t.mock.timers.reset();
  }
});

test("a clock that throws stands still, and when it goes again so does the tracker", async (t) => {
  const host = hostOf(t);
  let isBroken = false;
  const read = (time) => {
    if (isBroken) throw new Error("clock");
    return time;
  };
  const tracker = trackerOn(host, { clock: { now: () => read(host.wall), monotonic: () => read(host.mono) } });
  const before = tracker.track(enabled("1"), attached);
  await settled();
  isBroken = true;
  const meanwhile = tracker.track(enabled("2"), attached);
  await host.pass(t, 1_000);
  isBroken = false;
  const after = tracker.track(enabled("3"), attached);
  const flushed = tracker.flush();
  assert.deepEqual(host.requests.flatMap(({ events }) => events.map(({ eid }) => eid)), [before, meanwhile, after]);
  await host.answer(200);
  assert.equal(await flushed, true);
});

test("a listener may call the tracker", async (t) => {
  const host = hostOf(t);
  const seen = [];
  const tracker = trackerOn(host, {
    onOutcome: ({ reason }) => {
      seen.push(reason);
      if (seen.length === 1) {
        tracker.track(enabled("again"), attached);
        void tracker.flush();
      }
    },
  });
  tracker.track(enabled(), attached);
  void tracker.flush();
  await host.answer(200);
  assert.equal(host.requests.length, 2);
  await host.answer(200);
  assert.deepEqual(seen, ["delivered", "delivered"]);
});

test("every event has one outcome, whatever the collector answers", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host, { batchEvents: 7, maxAttempts: 3 });
  const ids = Array.from({ length: 100 }, () => tracker.track(enabled(), attached));
  let isShut = false;
  void tracker.shutdown({ timeoutMs: 600_000 }).then(() => (isShut = true));
  const statuses = [200, 503, 413, 429, 200, 500, 400, 0];
  for (let turn = 0; !isShut; turn++) {
    assert.ok(turn < 1_000, "it ends");
    for (const request of host.requests.splice(0)) {
      const status = statuses[turn % statuses.length];
      if (status) request.answer(status);
      else request.fail();
    }
    await host.pass(t, 700);
  }
  assert.deepEqual(host.outcomes.map(({ eventId }) => eventId).sort(), ids.sort());
  const stats = tracker.stats();
  assert.equal(stats.accepted, 100);
  assert.deepEqual([stats.queued, stats.in_flight, stats.queued_bytes], [0, 0, 0]);
  for (const reason of new Set(reasons(host))) assert.equal(stats[reason], reasons(host).filter((one) => one === reason).length);
});

for (const overflow of ["reject_new", "drop_oldest"]) {
  test(`a full tracker: ${overflow}`, async (t) => {
    const host = hostOf(t);
    const tracker = trackerOn(host, { maxEvents: 2, overflow });
    const ids = Array.from({ length: 4 }, () => tracker.track(enabled(), attached));
    const drops = overflow === "drop_oldest";
    assert.deepEqual(ids.map((id) => id !== undefined), [true, true, drops, drops]);
    await settled();
    assert.deepEqual(reasons(host), ["queue_full", "queue_full"]);
    if (drops) assert.deepEqual(host.outcomes.map(({ eventId }) => eventId), ids.slice(0, 2));
    assert.equal(tracker.stats().queue_full, 2);
  });
}

test("a status means what the options say", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host, { linger: 0, batchEvents: 1, statusPolicy: { 404: "reject", 500: "deliver" } });
  for (const [status, reason] of [[404, "rejected"], [500, "delivered"], [410, "rejected"]]) {
    tracker.track(enabled(), attached);
    await settled();
    await host.answer(status);
    assert.equal(reasons(host).at(-1), reason, String(status));
  }
});

test("only the event at fault is rejected", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host, { maxAttempts: 1 });
  const ids = Array.from({ length: 10 }, () => tracker.track(enabled(), attached));
  void tracker.flush();
  for (let answered = 0; answered < host.requests.length; answered++) {
    const { events, answer } = host.requests[answered];
    answer(events.some(({ eid }) => eid === ids[6]) ? 400 : 200);
    await settled();
  }
  const rejected = host.outcomes.filter(({ reason }) => reason === "rejected");
  assert.deepEqual(rejected.map(({ eventId }) => eventId), [ids[6]]);
  assert.equal(tracker.stats().delivered, 9);
});

test("shutting down twice is fine, and flushing what is empty says yes", async (t) => {
  const tracker = trackerOn(hostOf(t));
  assert.deepEqual(await Promise.all([tracker.flush(), tracker.shutdown(), tracker.shutdown(), tracker.flush()]), [true, true, true, true]);
});

test("an event that is never sent expires", async (t) => {
  const host = hostOf(t);
  const tracker = trackerOn(host, { maxAge: 5_000 });
  tracker.track(enabled(), attached);
  await settled();
  await host.pass(t, 1_000);
  await host.answer(503, { "retry-after": "3600" });
  await host.pass(t, 4_000);
  assert.deepEqual(reasons(host), []);
  await host.pass(t, 1);
  assert.deepEqual(reasons(host), ["expired"]);
});
