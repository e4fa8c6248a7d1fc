// The CommonJS build.
const assert = require("node:assert/strict");
const { test } = require("node:test");
const snowgauge = require("snowgauge");

test("require gives the CommonJS file, with the same names as the ES module", async () => {
  assert.match(require.resolve("snowgauge"), /dist\/index\.cjs$/);
  const esm = await import("snowgauge");
  const names = Object.keys(snowgauge).sort();
  assert.deepEqual(names, Object.keys(esm).filter((name) => name !== "default" && name !== "module.exports").sort());
  assert.ok(names.includes("createTracker"));
});

test("an event arrives", async () => {
  const sent = [];
  const tracker = snowgauge.createTracker({
    collector: "http://collector.test",
    appId: "cjs",
    fetch: async (url, init) => {
      sent.push(JSON.parse(Buffer.from(init.body)));
      return new Response("ok");
    },
  });
  const context = snowgauge.codeSuggestionsContext({ prefix_length: 120, language: "python" });
  const id = tracker.track(snowgauge.suggestionRequested(), { entities: [context] });
  assert.equal(await tracker.flush(), true);
  assert.equal(sent[0].data[0].eid, id);
  assert.equal(sent[0].data[0].se_ac, "suggestion_requested");
});

test("a validation error is one of this build's own class", () => {
  const tracker = snowgauge.createTracker({ collector: "http://collector.test", appId: "cjs" });
  assert.throws(() => tracker.track(snowgauge.suggestionRequested()), snowgauge.ValidationError);
});
