// Request counts: what was counted goes into one event, whatever is refused, too much or too long.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestCounts, check, codeSuggestionsContext, suggestionRequested } from "snowgauge";
import { Host, trackerOn, vectors } from "./support.mjs";

const KEY = { lang: "python", model_engine: "vertex-ai", model_name: "code-gecko" };
const NOTHING_ODD = { unattributed: 0, shortened: 0, dropped: 0 };

/** Which method records what the vectors say. */
const RECORDS = { request: "recordRequest", error: "recordError", accept: "recordAccept" };

let run = 0;
for (const { name, max_keys: maxKeys, steps, stats } of vectors("counts").cases) {
  test(`vector: ${name}`, () => {
    const counts = new RequestCounts({ maxKeys: maxKeys ?? undefined });
    for (const { record, key, count, take, give_back: rows } of steps) {
      if (record) counts[RECORDS[record]](key, count);
      else if (take) assert.deepEqual(counts.take(), take);
      else counts.giveBack(rows);
    }
    assert.deepEqual(counts.stats(), stats);
    run += 1;
  });
}

test("all vectors ran", () => assert.equal(run, vectors("manifest").counts));

test("without a count it is one, without a key nothing is known", () => {
  const counts = new RequestCounts();
  counts.recordRequest(KEY);
  counts.recordRequest({ ...KEY, extra: "not counted apart" });
  counts.recordError(KEY);
  counts.recordAccept(KEY, 2);
  counts.recordRequest();
  counts.recordRequest({ lang: null, model_engine: undefined });
  assert.deepEqual(counts.take(), [
    { requests: 2, errors: 0, accepts: 0 },
    { requests: 2, errors: 1, accepts: 2, ...KEY },
  ]);
  assert.deepEqual(counts.take(), []);
  assert.deepEqual(counts.stats(), NOTHING_ODD);
});

test("what is taken goes into an event, and what a refused event took into the next", async () => {
  const host = new Host();
  const tracker = trackerOn(host, { onInvalid: "report" });
  const counts = new RequestCounts();
  counts.recordRequest(KEY);
  const taken = counts.take();
  const refused = codeSuggestionsContext({ request_counts: taken, language: "x".repeat(33) });
  assert.equal(tracker.track(suggestionRequested(), { entities: [refused] }), undefined);
  counts.recordAccept(KEY);
  counts.giveBack(taken);
  const context = codeSuggestionsContext({ request_counts: counts.take() });
  assert.deepEqual(check(suggestionRequested(), { entities: [context] }), []);
  assert.ok(tracker.track(suggestionRequested(), { entities: [context] }));
  void tracker.flush();
  await host.answer(200);
  const [{ data }] = JSON.parse(host.requests[0].events[0].co).data;
  assert.deepEqual(data.request_counts, [{ requests: 1, errors: 0, accepts: 1, ...KEY }]);
});

test("what was given back twice, with integers of any kind, is added twice", () => {
  const counts = new RequestCounts({ maxKeys: 0 });
  const rows = [{ requests: 1n, errors: 2n ** 70n, accepts: 0, lang: null }];
  counts.giveBack(rows);
  counts.giveBack(rows);
  assert.deepEqual(counts.take(), [{ requests: 2, errors: 2147483647, accepts: 0 }]);
});

test("half a surrogate pair is counted: a client's text is no reason to fail its request", () => {
  const counts = new RequestCounts();
  counts.recordRequest({ lang: "\ud83e" });
  const taken = counts.take();
  assert.deepEqual(taken, [{ requests: 1, errors: 0, accepts: 0, lang: "\ufffd" }]);
  assert.deepEqual(check(suggestionRequested(), { entities: [codeSuggestionsContext({ request_counts: taken })] }), []);
});

test("keys may hold any text", () => {
  const texts = ["", "\n", '"\\', "\0", "\ufeff", "0", "null", "],[", "é🦀\u2028"];
  for (const lang of texts) {
    for (const model_name of texts) {
      const counts = new RequestCounts();
      counts.recordRequest({ lang, model_name });
      assert.deepEqual(counts.take(), [{ requests: 1, errors: 0, accepts: 0, lang, model_name }]);
    }
  }
  // Two halves in two texts make no pair.
  const counts = new RequestCounts();
  counts.recordRequest({ lang: "\ud83e", model_engine: "\udd80" });
  assert.deepEqual(counts.take(), [{ requests: 1, errors: 0, accepts: 0, lang: "\ufffd", model_engine: "\ufffd" }]);
});

const ROW = { requests: 1, errors: 0, accepts: 0 };

/** Rows that `take` would not give, and what is said of them. */
const WRONG_ROWS = [
  ["python", "counts: expected an array, as take() gives"],
  [undefined, "counts: expected an array, as take() gives"],
  [["python"], "counts[0].requests: expected a whole number from 0 on"],
  [[null], "counts[0].requests: expected a whole number from 0 on"],
  [[{ requests: 1, errors: 0 }], "counts[0].accepts: expected a whole number from 0 on"],
  [[ROW, { ...ROW, requests: -1 }], "counts[1].requests: expected a whole number from 0 on"],
  [[{ ...ROW, errors: -1n }], "counts[0].errors: expected a whole number from 0 on"],
  [[{ ...ROW, errors: 0.5 }], "counts[0].errors: expected a whole number from 0 on"],
  [[{ ...ROW, lang: 3 }], "counts[0].lang: expected a string"],
];

test("wrong rows are refused as a whole", () => {
  const counts = new RequestCounts();
  for (const [rows, message] of WRONG_ROWS) assert.throws(() => counts.giveBack(rows), { name: "TypeError", message });
  assert.deepEqual(counts.take(), []);
});

test("wrong arguments are refused", () => {
  for (const maxKeys of [-1, 1.5, NaN, "2"]) {
    assert.throws(() => new RequestCounts({ maxKeys }), { name: "ConfigError", option: "maxKeys" });
  }
  const counts = new RequestCounts();
  for (const count of [-2, 0.5, NaN, Infinity, "1"]) {
    assert.throws(() => counts.recordRequest(KEY, count), { name: "TypeError", message: "count: expected a whole number from 0 on" });
  }
  assert.throws(() => counts.recordError({ lang: 3 }), { name: "TypeError", message: "lang: expected a string" });
  assert.deepEqual(counts.take(), []);
});

test("accumulators are apart from each other and from trackers", () => {
  const [one, other] = [new RequestCounts(), new RequestCounts()];
  trackerOn(new Host());
  one.recordRequest(KEY);
  assert.deepEqual(other.take(), []);
  assert.deepEqual(one.take(), [{ ...ROW, ...KEY }]);
});
