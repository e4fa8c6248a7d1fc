// The vectors of options: which ones can be used, and what is said of the others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTracker } from "snowgauge";
import { Host, context, enabled, vectors } from "./support.mjs";

const inCamelCase = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** Where the first request of a tracker with these options goes. */
function endpointOf(options) {
  const host = new Host();
  const tracker = createTracker({ ...options, ...host.options });
  tracker.track(enabled(), { entities: [context] });
  void tracker.flush();
  // Without an answer the flush would keep the process.
  host.requests[0].answer(200);
  return host.requests[0].url;
}

let run = 0;
for (const { name, options, endpoint, error } of vectors("options").cases) {
  const given = Object.fromEntries(Object.entries(options).map(([option, value]) => [inCamelCase(option), value]));
  test(name, () => {
    if (error) {
      const option = inCamelCase(error.option);
      assert.throws(() => createTracker(given), { option, message: error.message.replace(error.option, option) });
    } else {
      assert.doesNotThrow(() => createTracker(given));
      if (endpoint) assert.equal(endpointOf(given), endpoint);
    }
  });
  run += 1;
}

test("all vectors of options ran", () => assert.equal(run, vectors("manifest").options));
