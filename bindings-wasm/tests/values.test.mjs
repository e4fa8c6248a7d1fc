// What JavaScript has and JSON has not, and other mistakes: each is named where it stands, and hurts no other event.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ValidationError, check, entity, event, gitlabStandard, gkgNamespaceEnabled, validate } from "snowgauge";
import { Host, context, enabled, trackerOn } from "./support.mjs";

const STANDARD = "iglu:com.gitlab/gitlab_standard/jsonschema/1-0-0";
const ENABLED = "iglu:com.gitlab/gkg_namespace_enabled/jsonschema/1-0-0";

const cyclic = {};
cyclic.inner = { back: cyclic };

let nested = {};
for (let depth = 0; depth < 10_000; depth++) nested = { a: nested };

/** Values in the free object `extra`, with the first violation's code and pointer (below `/extra`) and what it found. */
const NOT_JSON = [
  ["NaN", { a: NaN }, "not_json", "/a", "NaN"],
  ["Infinity", { a: [1, Infinity] }, "not_json", "/a/1", "Infinity"],
  ["-Infinity", { a: -Infinity }, "not_json", "/a", "-Infinity"],
  ["undefined in an array", { a: [undefined] }, "not_json", "/a/0", "undefined"],
  ["a hole in an array", { a: [1, , 3] }, "not_json", "/a/1", "undefined"],
  ["a function", { a: () => 1 }, "not_json", "/a", "a function"],
  ["a symbol", { a: Symbol("a") }, "not_json", "/a", "a symbol"],
  ["a cycle", { a: cyclic }, "not_json", "/a/inner/back", "an object that contains itself"],
  ["a getter that throws", { a: 1, get b() { throw new Error("b"); } }, "not_json", "/b", "an object that cannot be read"],
  ["a toJSON that throws", { a: { toJSON() { throw new Error("a"); } } }, "not_json", "/a", "an object that cannot be read"],
  ["a revoked proxy", { a: revoked() }, "not_json", "/a", "an object that cannot be read"],
  ["a Map", { a: new Map([["b", 1]]) }, "not_json", "/a", "an object that cannot be read"],
  ["a Set", { a: new Set([1]) }, "not_json", "/a", "an object that cannot be read"],
  ["a Promise", { a: Promise.resolve(1) }, "not_json", "/a", "an object that cannot be read"],
  ["an Error", { a: new Error("a") }, "not_json", "/a", "an object that cannot be read"],
  ["bytes", { a: new Uint8Array(2) }, "not_json", "/a", "an object that cannot be read"],
  ["a date that is none", { a: new Date(NaN) }, "not_json", "/a", "NaN"],
  ["half a surrogate pair", { a: "\ud800" }, "unpaired_surrogate", "/a"],
  ["half a surrogate pair in a name", { "\udc00": 1 }, "unpaired_surrogate"],
  ["10,000 levels", { a: nested }, "max_depth"],
];

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

for (const [name, extra, code, pointer, found] of NOT_JSON) {
  test(`${name} is a violation where it stands`, () => {
    const violations = validate(STANDARD, { environment: "production", extra });
    assert.equal(violations.length, 1);
    assert.equal(violations[0].code, code);
    if (pointer) assert.equal(violations[0].pointer, `/extra${pointer}`);
    if (found) assert.equal(violations[0].found, found);
  });
}

class Plain {
  a = 1;
  #hidden = 2;
  method() {
    return this.#hidden;
  }
}

/** Values in `extra` that JSON.stringify writes too, and what arrives. */
const LIKE_STRINGIFY = [
  ["an undefined member is left out", { a: undefined, b: 1 }, { b: 1 }],
  ["a date", { a: new Date(0) }, { a: "1970-01-01T00:00:00.000Z" }],
  ["toJSON", { a: { toJSON: () => ({ b: [1] }) } }, { a: { b: [1] } }],
  ["a toJSON that gives itself", { a: { b: 1, toJSON() { return Object.assign(Object.create(null), { b: 2 }); } } }, { a: { b: 2 } }],
  ["an instance of a class", { a: new Plain() }, { a: { a: 1 } }],
  ["an object without prototype", Object.assign(Object.create(null), { a: "b" }), { a: "b" }],
  ["boxed values", { a: new String("s"), b: new Number(1), c: new Boolean(false) }, { a: "s", b: 1, c: false }],
  ["the same object twice", { a: context.data, b: context.data }, { a: { ...context.data }, b: { ...context.data } }],
  ["every kind of character", { a: "\u0000\n\"\\\u2028é😀" }, { a: "\u0000\n\"\\\u2028é😀" }],
  ["long texts", { a: "x".repeat(64), b: "ä".repeat(40), c: "😀".repeat(5_000), ["k".repeat(70)]: "" }, { a: "x".repeat(64), b: "ä".repeat(40), c: "😀".repeat(5_000), ["k".repeat(70)]: "" }],
  ["nothing inside", { a: {}, b: [], c: "", "": {} }, { a: {}, b: [], c: "", "": {} }],
  ["numbers", { a: [-0, 0.1, 1e21, 5e-324, 2 ** 53] }, { a: [0, 0.1, 1e21, 5e-324, 2 ** 53] }],
];

for (const [name, extra, expected] of LIKE_STRINGIFY) {
  test(`${name} arrives as JSON.stringify would write it`, async () => {
    const host = new Host();
    const tracker = trackerOn(host);
    tracker.track(enabled(), { entities: [context, gitlabStandard({ environment: "production", extra })] });
    void tracker.flush();
    const [sent] = host.requests[0].events;
    const standard = JSON.parse(sent.co).data.find(({ schema }) => schema === STANDARD);
    assert.deepEqual(standard.data.extra, expected);
    host.requests[0].answer(200);
  });
}

test("a getter that tracks an event itself harms neither", async () => {
  const host = new Host();
  const tracker = trackerOn(host);
  const extra = { a: 1, get b() { return tracker.track(enabled("inner"), { entities: [context] }).length; }, c: 3 };
  tracker.track(enabled("outer"), { entities: [context, gitlabStandard({ environment: "production", extra })] });
  void tracker.flush();
  const users = host.requests[0].events.map(({ co }) => JSON.parse(co).data[0].data.enabled_by_user_id);
  assert.deepEqual(users, ["inner", "outer"]);
  const standard = JSON.parse(host.requests[0].events[1].co).data.at(-1);
  assert.deepEqual(standard.data.extra, { a: 1, b: 36, c: 3 });
  host.requests[0].answer(200);
});

test("what an object said before it threw is taken back", () => {
  const proxy = new Proxy([1, 2], { get: (list, name) => { if (name === "1") throw new Error("1"); return list[name]; } });
  const told = validate(STANDARD, { environment: "production", extra: { a: [proxy], b: { toJSON: 5, c: NaN } } });
  assert.deepEqual(told.map(({ pointer, found }) => [pointer, found]), [["/extra/a/0", "an object that cannot be read"], ["/extra/b/c", "NaN"]]);
});

test("what an unknown name holds is shown without control characters", () => {
  const [{ schema, message }, ...others] = validate(`${STANDARD}\n\0`, {});
  assert.deepEqual(others, []);
  assert.equal(schema, `${STANDARD}\ufffd\ufffd`);
  assert.ok(message.endsWith(`[unknown_schema, ${schema}]`));
});

test("a violation's sentence is the core's, with a pointer and without", () => {
  const sentences = readFileSync(new URL("sentences.txt", import.meta.url), "utf8").trim().split("\n");
  assert.deepEqual(sentences.map((sentence) => sentence.startsWith("/")), [true, false]);
  for (const sentence of sentences) {
    const [, schema] = /, (\S+)]$/.exec(sentence);
    assert.deepEqual(validate(schema, {}).map(({ message }) => message), [sentence]);
  }
});

test("a bigint is written to its last digit", () => {
  assert.deepEqual(validate(STANDARD, { environment: "production", user_id: 9007199254740993n }), []);
  const [violation] = validate(STANDARD, { environment: "production", user_id: 2n ** 63n });
  assert.equal(violation.code, "maximum");
});

test("undefined is no datum", () => {
  assert.equal(validate(ENABLED, undefined)[0].code, "not_json");
});

const good = { namespace_type: "group", enabled_by_user_id: "1" };

/** Mistakes in one event's own data. */
const MISTAKES = [
  ["a wrong type", { ...good, enabled_by_user_id: 5 }, "type", "/enabled_by_user_id"],
  ["a missing field", { namespace_type: "group" }, "required", "/enabled_by_user_id"],
  ["an unknown field", { ...good, colour: "red" }, "unknown_field", "/colour"],
  ["another enum value", { ...good, namespace_type: "groop" }, "enum", "/namespace_type"],
  ["a too long string", { ...good, enabled_by_user_id: "x".repeat(256) }, "max_length", "/enabled_by_user_id"],
  ["a string of 10 MB", { ...good, enabled_by_user_id: "ü".repeat(5_000_000) }, "max_length", "/enabled_by_user_id"],
  ["NaN", { ...good, enabled_by_user_id: NaN }, "not_json", "/enabled_by_user_id"],
  ["deep nesting", { ...good, enabled_by_user_id: nested }, "type", "/enabled_by_user_id"],
  ["a lone surrogate", { ...good, enabled_by_user_id: "\udfff" }, "unpaired_surrogate", "/enabled_by_user_id"],
  ["no object", "group", "type", ""],
  ["nothing", undefined, "type", ""],
];

test("an invalid event is refused with all violations, and the events before and after arrive", async () => {
  const host = new Host();
  const tracker = trackerOn(host);
  for (const [name, data, code, pointer] of MISTAKES) {
    assert.ok(tracker.track(enabled(`before ${name}`), { entities: [context] }));
    assert.throws(() => tracker.track(gkgNamespaceEnabled(data), { entities: [context] }), (error) => {
      assert.ok(error instanceof ValidationError && error instanceof Error, name);
      assert.equal(error.code, "SNOWGAUGE_INVALID");
      assert.deepEqual([error.violations[0].code, error.violations[0].pointer], [code, pointer], name);
      assert.ok(error.message.includes(error.violations[0].message) && error.message.length < 2_000, name);
      return true;
    });
    assert.ok(tracker.track(enabled(`after ${name}`), { entities: [context] }));
  }
  const flushed = tracker.flush();
  assert.equal(host.requests[0].events.length, 2 * MISTAKES.length);
  host.requests[0].answer(200);
  assert.equal(await flushed, true);
  assert.equal(tracker.stats().invalid, MISTAKES.length);
  assert.equal(tracker.stats().delivered, 2 * MISTAKES.length);
  // The caller was told by the exception, and nobody else.
  assert.ok(host.outcomes.every(({ reason }) => reason === "delivered"));
});

test("several mistakes are told at once", () => {
  const violations = check(gkgNamespaceEnabled({ namespace_type: 1, colour: "red" }), { entities: [context, context] });
  const told = violations.map(({ code, pointer }) => [code, pointer]);
  for (const wanted of [["type", "/namespace_type"], ["unknown_field", "/colour"], ["required", "/enabled_by_user_id"], ["entity_repeated", ""]]) {
    assert.ok(told.some((one) => one.join() === wanted.join()), `${wanted} in ${JSON.stringify(told)}`);
  }
});

/** What plain JavaScript may pass for an event or its entities. */
const NO_EVENTS = [
  ["nothing", undefined, undefined, "unknown_event"],
  ["null", null, undefined, "unknown_event"],
  ["a string", "gkg_namespace_enabled", undefined, "unknown_event"],
  ["an event of another plan", event("page_view", {}), undefined, "unknown_event"],
  ["a name with a line feed", event("gkg_namespace_enabled\n{}", {}), undefined, "unknown_event"],
  ["an entity of another plan", enabled(), { entities: [entity("iglu:a/b/jsonschema/1-0-0", {})] }, "unknown_schema"],
  ["a URI with a line feed", enabled(), { entities: [entity(`${STANDARD}\n{}`, {})] }, "unknown_schema"],
  ["a list of nothing", enabled(), { entities: [undefined] }, "unknown_schema"],
  ["no list", enabled(), { entities: 5 }, "unknown_schema"],
  ["an event that throws", revoked(), undefined, "unknown_event"],
  ["no entities", enabled(), undefined, "entity_missing"],
  ["null for what is attached", enabled(), null, "entity_missing"],
];

test("a single entity is a list of one", () => {
  assert.deepEqual(check(enabled(), { entities: context }), []);
});

for (const [name, tracked, attached, code] of NO_EVENTS) {
  test(`${name}: refused as ${code}`, () => {
    assert.deepEqual(check(tracked, attached).map((violation) => violation.code), [code]);
    const host = new Host();
    const tracker = trackerOn(host, { onInvalid: "report" });
    assert.equal(tracker.track(tracked, attached), undefined);
    assert.equal(tracker.stats().invalid, 1);
  });
}
