// How the page reads an event, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Events, verdictOf } from "../../page/events.js";
import { bareMessage, nextAfter } from "../../page/feed.js";
import { documentsOf, fieldsOf, messageOf, placeOf, problemsIn, rowsOf, shortPlaceOf } from "../../page/read.js";
import { typeOf } from "../../page/schemas.js";

const SCHEMA = "iglu:com.acme/thing/jsonschema/1-0-0";
const wrap = (data) => JSON.stringify({ schema: "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1", data });

test("entities are found in plain JSON and in base64", () => {
  const data = [{ schema: SCHEMA, data: { name: "Zoë" } }];
  const plain = documentsOf({ co: wrap(data) });
  const encoded = documentsOf({ cx: Buffer.from(wrap(data)).toString("base64url") });
  assert.deepEqual(plain, [{ title: "Entity", at: "co/data/0", schema: SCHEMA, data: { name: "Zoë" } }]);
  assert.deepEqual(encoded, [{ ...plain[0], at: "cx/data/0" }]);
});

test("the event's own data comes first", () => {
  const own = JSON.stringify({ schema: "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0", data: { schema: SCHEMA, data: { a: 1 } } });
  const documents = documentsOf({ ue_pr: own, co: wrap([{ schema: SCHEMA, data: {} }]) });
  assert.deepEqual(documents.map(({ at }) => at), ["ue_pr/data", "co/data/0"]);
  assert.deepEqual(documents[0].data, { a: 1 });
});

test("what cannot be read is no document, and stops nothing", () => {
  for (const parameters of [{ co: "{" }, { co: "5" }, { co: "null" }, { cx: "%%%" }, { co: wrap("x") }, {}]) {
    assert.deepEqual(documentsOf(parameters), [], JSON.stringify(parameters));
  }
  assert.deepEqual(documentsOf({ co: wrap([5, null]) }).map(({ data }) => data), [5, null]);
  assert.deepEqual(fieldsOf({ e: "se", co: "{", ue_px: "" }), [["e", "se"]]);
});

test("what is wrong stands beside the member it concerns", () => {
  const document = { title: "Entity", at: "co/data/1", schema: SCHEMA, data: { "a/b": 1, extra: 2, right: 3 } };
  const at = (place, message) => ({ code: "schema_violation", at: place, message });
  const errors = [
    at("co/data/1/data/a~1b", "is wrong"),
    at("co/data/1/data/a~1b/0", "is wrong inside"),
    at("co/data/1/data", `${SCHEMA}: "needed" is a required property`),
    at("co/data/1/data", `${SCHEMA}: Additional properties are not allowed ('extra' was unexpected)`),
    at("co/data/1", "no schema is known here"),
    at("co/data/10/data/x", "another entity's"),
    at("eid", "a field's"),
  ];
  const problems = problemsIn(errors, document, { properties: { needed: {} } });
  assert.deepEqual([...problems].map(([name, found]) => [name, found.length]), [["a/b", 2], ["needed", 1], ["extra", 1], ["", 1]]);
  assert.deepEqual(rowsOf(document.data, problems).map(({ name, text }) => [name, text]), [["needed", undefined], ["a/b", "1"], ["extra", "2"], ["right", "3"]]);
  assert.equal(placeOf({ at: "co/data/1/data/a~1b/0" }, [document]), "thing › a/b › 0");
  assert.equal(placeOf({ at: "co/data/1" }, [document]), "thing");
  assert.equal(placeOf({ at: "eid" }, [document]), "eid");
  assert.equal(placeOf({ at: "/a~1b/0", schema: SCHEMA }, []), "thing › a/b › 0");
  assert.equal(shortPlaceOf("co/data/1/data/a~1b"), "a/b");
  assert.equal(shortPlaceOf("/schema"), "schema");
  assert.equal(messageOf(errors[2]), '"needed" is a required property');
});

test("a tracker's message is shown without what stands beside it", () => {
  const told = (pointer, message, code = "enum") => bareMessage({ code, pointer, message });
  assert.equal(told("/a", "/a: expected b, found c [enum, iglu:com.acme/thing/jsonschema/1-0-0]"), "expected b, found c");
  assert.equal(told("", "expected exactly one entity, found none [entity_missing, thing]", "entity_missing"), "expected exactly one entity, found none");
  assert.equal(told("/a", "expected [b], found [c]"), "expected [b], found [c]");
});

test("a type is told in a few words", () => {
  for (const [property, expected] of [
    [undefined, ""],
    [{ type: "string", minLength: 1, maxLength: 5 }, "string, 1 to 5 characters"],
    [{ type: ["integer", "null"], minimum: 0 }, "integer or null, at least 0"],
    [{ enum: ["a", null] }, '"a", null'],
    [{ type: "array", maxItems: 2, items: { type: "string", format: "uuid" } }, "array, at most 2 items, of string, uuid"],
  ]) {
    assert.equal(typeOf(property), expected);
  }
});

test("a feed goes on where it was, begins anew after a reset, and skips what nobody could read", () => {
  assert.equal(nextAfter(10, { first: 1, last: 12 }), 10);
  assert.equal(nextAfter(10, { first: 50, last: 60 }), 49);
  assert.equal(nextAfter(10, { first: 1, last: 3 }), 0);
  assert.equal(nextAfter(10, { first: 0, last: 0 }), 0);
  assert.equal(nextAfter(10, { first: 1, last: 100_000 }), 95_000);
});

test("events are found by verdict and by words, newest first, and the oldest go", () => {
  const events = new Events();
  const made = (number, more) => ({ number, good: true, name: "thing_done", app_id: "gkg", ...more });
  events.add([made(1), made(2, { good: false, errors: [{ code: "schema_violation", at: "co", message: "no JSON" }] }), made(3, { name: "other" }), made(4, { refused: true })]);
  const numbers = (verdict, words, most = 10) => events.matching(verdict, words, most).shown.map(({ number }) => number);
  assert.deepEqual(numbers("", ""), [4, 3, 2, 1]);
  assert.deepEqual(numbers("bad", ""), [2]);
  assert.deepEqual(numbers("refused", ""), [4]);
  assert.deepEqual(numbers("", "THING  json"), [2]);
  assert.deepEqual(numbers("", "", 1), [4]);
  assert.equal(events.matching("", "", 1).total, 4);
  assert.equal(verdictOf(made(5)), "good");
  events.add(Array.from({ length: 10_000 }, (_, index) => made(index + 10)));
  assert.equal(events.matching("", "", 0).total, 10_000);
});
