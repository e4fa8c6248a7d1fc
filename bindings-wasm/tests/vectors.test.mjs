// The golden vectors: the same bytes and the same violations as in every other language.
import assert from "node:assert/strict";
import { test } from "node:test";
import { check, createTracker, entity, event, validate } from "snowgauge";
import { vectors } from "./support.mjs";

const manifest = vectors("manifest");

const entitiesOf = (list) => list.map(({ schema, data }) => entity(schema, data));

/** The body of the request that a real tracker sends for a case. */
async function bodyOf({ config, event: { name, data }, entities, entropy, created, sent }) {
  let wall = created;
  const bodies = [];
  const tracker = createTracker({
    collector: "http://collector.test",
    appId: config.app_id,
    namespace: config.namespace,
    platform: config.platform,
    trackerVersion: config.tracker_version,
    framing: config.framing,
    schemaVersions: config.schema_versions,
    clock: { now: () => wall, monotonic: () => 0 },
    random: (bytes) => bytes.set(Buffer.from(entropy, "hex")),
    fetch: async (_, init) => {
      bodies.push(Buffer.from(init.body).toString());
      return new Response("ok");
    },
  });
  tracker.track(event(name, data), { entities: entitiesOf(entities) });
  wall = sent;
  assert.equal(await tracker.flush(), true);
  assert.equal(bodies.length, 1);
  return bodies[0];
}

test("valid vectors give the same bytes", async () => {
  let run = 0;
  for (const vector of vectors("valid").cases) {
    assert.equal(await bodyOf(vector), vector.body, vector.name);
    run += 1;
  }
  assert.equal(run, manifest.valid);
});

test("invalid values give the same violations", () => {
  let run = 0;
  for (const { name, kind, validate: datum, check: checked, violations } of vectors("invalid").cases) {
    // A text is for languages that take text.
    if (kind !== "value") continue;
    const found = datum
      ? validate(datum.schema, datum.data)
      : check(event(checked.event.name, checked.event.data), { entities: entitiesOf(checked.entities) });
    assert.deepEqual(found.map(({ message, ...rest }) => rest), violations, name);
    for (const { message, code, pointer } of found) assert.ok(message.includes(code) && message.startsWith(pointer), name);
    run += 1;
  }
  assert.ok(run > 0);
  assert.equal(run, manifest.invalid_value);
});
