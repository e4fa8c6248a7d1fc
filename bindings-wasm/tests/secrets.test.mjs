// No message carries a value: every vector, with a secret in the place of each of its values.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { ValidationError, check, createTracker, entity, event, validate } from "snowgauge";
import { vectors } from "./support.mjs";

// Of a text that is none of an enum's values the first 16 characters are shown; the rest never is.
const START = "jane.doe@example";
const TEXT = `${START}-com-0044-20-7946-0958`;
const NUMBER = 7319480265;

/** Shows itself, as an object of the host may. */
class Personal {
  toString() {
    return TEXT;
  }
  get [Symbol.toStringTag]() {
    return TEXT;
  }
}

const SECRETS = [
  TEXT,
  TEXT.repeat(8),
  [TEXT],
  { [TEXT]: TEXT },
  -NUMBER,
  NUMBER * 1e20,
  NUMBER + 0.7319480265,
  BigInt(NUMBER) ** 3n,
  Symbol(TEXT),
  new Personal(),
  new Map([[TEXT, TEXT]]),
  new Date(NUMBER),
  () => TEXT,
];

/** Where values stand inside one: each may be somebody's. */
function* places(value, at = []) {
  yield at;
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) yield* places(value[key], [...at, key]);
}

/** A copy of the data with a secret in one place. */
function put(data, [key, ...rest], secret) {
  if (key === undefined) return secret;
  const copy = Array.isArray(data) ? [...data] : { ...data };
  copy[key] = put(data[key], rest, secret);
  return copy;
}

/** Looks through all that is said of violations, but for names of fields: a pointer names those that were there. */
function assertSilent(violations, name) {
  for (const violation of violations) {
    let said = Object.values(violation).join("\n");
    if (violation.pointer !== "") said = said.replaceAll(violation.pointer, "");
    if (violation.code === "enum") said = said.replaceAll(`that starts with "${START}"`, "");
    for (const secret of ["jane", "0958", "7319480"]) assert.ok(!said.includes(secret), `${name}: ${said}`);
  }
  return violations.length;
}

const invalid = vectors("invalid").cases.filter(({ kind }) => kind === "value");

test("no value of a datum is told", () => {
  let found = 0;
  for (const { name, validate: datum } of invalid.filter((vector) => vector.validate)) {
    for (const place of places(datum.data)) {
      for (const secret of SECRETS) found += assertSilent(validate(datum.schema, put(datum.data, place, secret)), name);
    }
  }
  assert.ok(found > 10_000, `${found} violations`);
});

test("no value of an event or its entities is told", () => {
  let found = 0;
  for (const { name, check: checked } of invalid.filter((vector) => vector.check)) {
    const data = [checked.event.data, ...checked.entities.map((given) => given.data)];
    for (const place of places(data)) {
      // The list itself is ours.
      if (place.length === 0) continue;
      for (const secret of SECRETS) {
        const [own, ...others] = put(data, place, secret);
        const entities = checked.entities.map(({ schema }, index) => entity(schema, others[index]));
        found += assertSilent(check(event(checked.event.name, own), { entities }), name);
      }
    }
  }
  assert.ok(found > 1_000, `${found} violations`);
});

test("no exception tells it", () => {
  const tracker = createTracker({ collector: "http://collector.test", appId: "test" });
  for (const secret of SECRETS) {
    const wrong = event("gkg_namespace_enabled", { namespace_type: secret, enabled_by_user_id: [secret] });
    assert.throws(
      () => tracker.track(wrong),
      (error) => {
        assert.ok(error instanceof ValidationError);
        const said = `${error}\n${error.stack}\n${inspect(error)}`.replaceAll(/that starts with \\?"jane\.doe@example\\?"/g, "");
        for (const part of ["jane", "0958", "7319480"]) assert.ok(!said.includes(part), said);
        return true;
      },
    );
  }
});
