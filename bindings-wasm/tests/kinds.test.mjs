// The golden vectors of every kind of event, and what is JavaScript's own in it.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ValidationError,
  check,
  createTracker,
  entity,
  event,
  pagePing,
  pageView,
  selfDescribing,
  selfDescribingJson,
  structuredEvent,
} from "snowgauge";
import { Host, context, enabled, settled, trackerOn, vectors } from "./support.mjs";

const manifest = vectors("manifest");
const { cases } = vectors("kinds");

/** A property as JavaScript spells it. */
const spelled = (property) => property.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

const fieldsOf = (fields) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [spelled(name), value]));

/** Makes the case's event of a kind. */
const MAKE = {
  planned: ({ name, data }) => event(name, data),
  structured_event: ({ fields }) => structuredEvent(fieldsOf(fields)),
  page_view: ({ fields }) => pageView(fieldsOf(fields)),
  page_ping: ({ fields }) => pagePing(fieldsOf(fields)),
  self_describing_event: selfDescribing,
};

const scopeOf = ({ subject, entities }) => ({ subject: fieldsOf(subject), entities: entities.map(selfDescribingJson) });

/** Runs a case up to its request: gives the request's body and the outcome, or what was thrown and by what. */
async function run({ config, tracker: whole, scope, event: given, subject, true_timestamp, entities, entropy, created, sent }) {
  let wall = created;
  let at = "tracker";
  let body, outcome;
  try {
    let tracker = createTracker({
      collector: "http://collector.test",
      appId: config.app_id,
      namespace: config.namespace,
      platform: config.platform,
      trackerVersion: config.tracker_version,
      framing: config.framing,
      schemaVersions: config.schema_versions,
      tooLong: config.too_long,
      base64: config.base64,
      ...scopeOf(whole),
      clock: { now: () => wall, monotonic: () => 0 },
      random: (bytes) => bytes.set(Buffer.from(entropy, "hex")),
      fetch: async (_, init) => {
        body = Buffer.from(init.body).toString();
        return new Response("ok");
      },
      onOutcome: (told) => (outcome = told),
    });
    at = "scope";
    if (scope) tracker = tracker.scoped(scopeOf(scope));
    at = "event";
    const attached = scopeOf({ subject, entities });
    tracker.track(MAKE[given.kind](given), { ...attached, trueTimestamp: true_timestamp ?? undefined });
    wall = sent;
    assert.equal(await tracker.flush(), true);
    assert.equal(tracker.stats().truncated, outcome.truncated.length > 0 ? 1 : 0);
    return { body, outcome };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { at, violations: error.violations.map(({ message, ...rest }) => rest) };
  }
}

test("valid vectors of every kind give the same bytes", async () => {
  const valid = cases.filter(({ body }) => body);
  assert.equal(valid.length, manifest.kinds_valid);
  for (const vector of valid) {
    const { body, outcome, violations } = await run(vector);
    assert.equal(violations, undefined, vector.name);
    assert.equal(body, vector.body, vector.name);
    assert.deepEqual(outcome.truncated, vector.truncated, vector.name);
  }
});

test("invalid vectors of every kind give the same violations", async () => {
  const invalid = cases.filter(({ violations }) => violations);
  assert.equal(invalid.length, manifest.kinds_invalid);
  // `userId` is no field's name there. Here it is.
  const others = invalid.filter(({ subject }) => !("userId" in subject));
  assert.equal(others.length, invalid.length - 1);
  for (const vector of others) {
    const { at, violations } = await run(vector);
    assert.deepEqual(violations, vector.violations, vector.name);
    assert.equal(at, vector.at, vector.name);
  }
});

const SEARCH = structuredEvent({ category: "search", action: "open" });

/** What is sent of an event. */
async function payloadOf(track, options) {
  const host = new Host();
  track(trackerOn(host, options));
  await host.answer(200);
  return host.requests[0].events[0];
}

test("a true timestamp is a date or a number of milliseconds", async () => {
  const at = new Date("2025-11-24T16:00:00.250Z");
  for (const trueTimestamp of [at, at.getTime()]) {
    const { ttm } = await payloadOf((tracker) => { tracker.track(SEARCH, { trueTimestamp }); void tracker.flush(); });
    assert.equal(ttm, "1764000000250");
  }
  const codes = (trueTimestamp) => check(SEARCH, { trueTimestamp }).map(({ code, pointer, found }) => [code, pointer, found]);
  assert.deepEqual(codes(new Date(NaN)), [["not_json", "/true_timestamp", "NaN"]]);
  assert.deepEqual(codes(1.5), [["format", "/true_timestamp", "a text of 3 UTF-16 units"]]);
});

/** Values that a field cannot have, and what is said of them. */
const UNFIT = [
  [NaN, "not_json", "NaN"],
  [-Infinity, "not_json", "-Infinity"],
  [() => {}, "not_json", "a function"],
  [Symbol("x"), "not_json", "a symbol"],
  [new Map(), "not_json", "an object that cannot be read"],
  ["\ud800", "unpaired_surrogate", "a string with an unpaired surrogate"],
  [true, "type", "a boolean"],
  [["open"], "type", "an array"],
  [{ open: 1 }, "type", "an object"],
];

test("a field's value that is no text and no number is told where it stands", () => {
  for (const [value, code, found] of UNFIT) {
    const [violation, ...more] = check(structuredEvent({ category: "search", action: value }));
    assert.deepEqual(more, []);
    assert.deepEqual([violation.pointer, violation.code, violation.found], ["/action", code, found]);
  }
});

test("null and undefined are no value", () => {
  const [violation] = check(structuredEvent({ category: null, action: "open", label: null, property: undefined }));
  assert.deepEqual([violation.pointer, violation.code], ["/category", "required"]);
  assert.deepEqual(check(SEARCH, { subject: { userId: null, language: undefined }, trueTimestamp: null }), []);
  assert.deepEqual(check(SEARCH, { subject: null, entities: [] }), []);
});

test("what makes no event of a kind is told, and never thrown", () => {
  const codes = (event) => check(event).map(({ code, pointer }) => `${code} ${pointer}`);
  assert.deepEqual(codes(pageView(undefined)), ["required /page_url"]);
  assert.deepEqual(codes({ kind: "page_pong", fields: {} }), ["unknown_event "]);
  assert.deepEqual(codes(event("page_view", null)), ["unknown_event "]);
  assert.deepEqual(codes(selfDescribing({ data: {} })), ["format "]);
  assert.deepEqual(codes({ get kind() { throw new Error("mine"); } }), ["unknown_event "]);
});

test("an entity of a schema that the plan does not have has to be said to be one's own", () => {
  const own = { schema: "iglu:com.acme/cluster/jsonschema/1-2-0", data: { name: "eu-1" } };
  assert.deepEqual(check(SEARCH, { entities: [selfDescribingJson(own)] }), []);
  const [{ code }] = check(SEARCH, { entities: [entity(own.schema, own.data)] });
  assert.equal(code, "unknown_schema");
  const host = new Host();
  const options = { entities: [entity(own.schema, own.data)] };
  for (const make of [() => trackerOn(host, options), () => trackerOn(host).scoped(options)]) {
    assert.throws(make, ({ violations }) => violations[0].code === "unknown_schema");
  }
});

test("scopes nest, and leave the tracker that they are of as it is", async () => {
  const named = (name) => selfDescribingJson({ schema: "iglu:com.acme/scope/jsonschema/1-0-0", data: { name } });
  const host = new Host();
  const tracker = trackerOn(host, { subject: { userId: "1", language: "en" }, entities: [named("tracker")] });
  const outer = tracker.scoped({ subject: { userId: "2", timezone: "UTC" }, entities: [named("outer")] });
  const inner = outer.scoped({ subject: { timezone: "Europe/Berlin" }, entities: [named("inner")] });
  for (const each of [tracker, outer, inner]) each.track(SEARCH, { subject: { viewport: "1x1" }, entities: [named("event")] });
  inner.track(SEARCH, { subject: { userId: "", language: "de" } });
  assert.equal(inner.stats().accepted, 4);
  void outer.flush();
  await host.answer(200);
  const sent = host.requests[0].events.map(({ uid, lang, tz, vp, co }) => {
    const names = JSON.parse(co).data.map(({ data }) => data.name);
    return [uid, lang, tz, vp, names.join()].join(" ");
  });
  assert.deepEqual(sent, [
    "1 en  1x1 event,tracker",
    "2 en UTC 1x1 event,outer,tracker",
    "2 en Europe/Berlin 1x1 event,inner,outer,tracker",
    "2 de Europe/Berlin  inner,outer,tracker",
  ]);
});

test("a scope takes its subject and its entities as they are when it is made", async () => {
  const subject = { userId: "1" };
  const data = { name: "before" };
  const entities = [selfDescribingJson({ schema: "iglu:com.acme/scope/jsonschema/1-0-0", data })];
  const { uid, co } = await payloadOf((tracker) => {
    const scoped = tracker.scoped({ subject, entities });
    subject.userId = "2";
    data.name = "after";
    scoped.track(SEARCH);
    void scoped.flush();
  });
  assert.deepEqual([uid, JSON.parse(co).data[0].data.name], ["1", "before"]);
});

test("the subject of a tracker or scope has the subject's fields only", () => {
  const unknown = { subject: { label: "x" } };
  for (const make of [() => trackerOn(new Host(), unknown), () => trackerOn(new Host()).scoped(unknown)]) {
    assert.throws(make, ({ violations: [{ code, pointer }] }) => code === "unknown_field" && pointer === "/label");
  }
});

test("cut fields are told with the outcome, and counted", async () => {
  const host = new Host();
  const tracker = trackerOn(host, { tooLong: "truncate", subject: { userId: "u".repeat(300) } });
  tracker.track(pageView({ pageUrl: "https://gitlab.example/", pageTitle: "t".repeat(2_001) }));
  tracker.track(enabled(), { entities: [context], subject: { userId: "7" } });
  void tracker.flush();
  await host.answer(200);
  assert.deepEqual(host.outcomes.map(({ truncated }) => truncated), [["user_id", "page_title"], []]);
  assert.equal(tracker.stats().truncated, 1);
});

test("an invalid event of any kind is reported where that is asked for", async () => {
  const host = new Host();
  const tracker = trackerOn(host, { onInvalid: "report" });
  assert.equal(tracker.track(structuredEvent({ category: "", action: "open" })), undefined);
  await settled();
  const [{ reason, violations, truncated }] = host.outcomes;
  assert.deepEqual([reason, violations.length, violations[0].pointer, truncated], ["invalid", 1, "/category", []]);
});
