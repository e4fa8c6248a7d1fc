// Snowplow's own verdicts on the corpus, as `make conformance` has recorded them: this package comes to the same.
// A case is run where JavaScript's values can say what its text says: where JSON.stringify makes the text again.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { validate } from "snowgauge";
import { ROOT, vectors } from "./support.mjs";

const folder = process.env.SNOWGAUGE_VECTORS ? new URL(`file://${process.env.SNOWGAUGE_VECTORS}/`) : new URL("tests/vectors/", ROOT);
const lines = readFileSync(new URL("verdicts/plan.ndjson", folder), "utf8").trimEnd().split("\n");

/** The value, in a list; an empty list where JavaScript cannot say what the text says. */
function valueOf(text) {
  try {
    const value = JSON.parse(text);
    return JSON.stringify(value) === text ? [value] : [];
  } catch {
    return [];
  }
}

test("Snowplow's verdicts are ours", () => {
  let run = 0;
  for (const line of lines) {
    const { good, schema, data, differs } = JSON.parse(line);
    for (const value of valueOf(data)) {
      // Snowplow does not know the rules of the plan.
      const found = validate(schema, value).every(({ code }) => code.startsWith("plan_"));
      assert.equal(found, good && !differs, line);
      run += 1;
    }
  }
  assert.equal(run, vectors("verdicts/manifest").plan_in_javascript);
});
