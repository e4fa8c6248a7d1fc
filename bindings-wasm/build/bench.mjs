// Times the hot path in Node.js: track() of a gkg_query_executed with its entity, and what it is made of.
import { readFileSync } from "node:fs";
import { createTracker, entity, event, check } from "../dist/index.mjs";

const [{ event: sample, entities }] = JSON.parse(readFileSync(new URL("../../tests/vectors/valid.json", import.meta.url), "utf8")).cases;
const tracked = event(sample.name, sample.data);
const attached = { entities: entities.map(({ schema, data }) => entity(schema, data)) };

const ROUNDS = 9;
const CALLS = 5_000;

/** The best of some rounds, in nanoseconds per call. */
async function best(call, between = () => {}) {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    for (let index = 0; index < CALLS; index++) call();
    least = Math.min(least, ((performance.now() - started) / CALLS) * 1e6);
    await between();
  }
  return Math.round(least);
}

const fetch = async () => ({ status: 200, headers: new Headers() });
const tracker = createTracker({ collector: "http://collector.test", appId: "bench", fetch });
const flush = async () => {
  if (!(await tracker.flush())) throw new Error("not all was delivered");
};

console.table({
  "JSON.stringify of both": { ns: await best(() => JSON.stringify(tracked.data) + JSON.stringify(attached.entities[0].data)) },
  check: { ns: await best(() => check(tracked, attached)) },
  track: { ns: await best(() => tracker.track(tracked, attached), flush) },
});
const { delivered } = tracker.stats();
if (delivered !== ROUNDS * CALLS) throw new Error(`${delivered} delivered`);
