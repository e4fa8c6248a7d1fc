// Runs in the browser: tracks every event of samples.json and one that is wrong.

/** @param entry the file of the package to load. @param where what to send as the application's id. */
export async function trackAll(entry, collector, where) {
  try {
    const snowgauge = await import(entry);
    if (entry.includes("external")) await snowgauge.init();
    const samples = await (await fetch("./samples.json")).json();
    const outcomes = [];
    const tracker = snowgauge.createTracker({ collector, appId: where, onOutcome: ({ reason }) => outcomes.push(reason) });
    const ids = samples.map(({ event, entities }) =>
      tracker.track(snowgauge.event(event.name, event.data), {
        entities: entities.map(({ schema, data }) => snowgauge.entity(schema, data)),
      }),
    );
    let refused;
    try {
      tracker.track(snowgauge.gkgNamespaceEnabled({ namespace_type: "groop" }));
    } catch (error) {
      refused = { name: error.name, codes: error.violations.map(({ code }) => code) };
    }
    const isComplete = await tracker.shutdown({ timeoutMs: 10_000 });
    return { ids, refused, isComplete, outcomes };
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}
