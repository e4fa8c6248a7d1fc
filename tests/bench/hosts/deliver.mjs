/**
 * Delivers events, and tells how long that took: `deliver.mjs WHO PACE URL EVENTS`, where WHO is a function here. PACE is `burst`
 * (all events are tracked before anything else can happen) or `turns` (each in a turn of the event loop of its own).
 */
import { readFileSync } from "node:fs";

const { event, entity } = JSON.parse(readFileSync(new URL("sample.json", import.meta.url), "utf8"));
const [who, pace, url, events] = process.argv.slice(2);
const turn = pace === "turns" ? () => new Promise((resolve) => setImmediate(resolve)) : undefined;

const QUERY = "iglu:com.gitlab/gkg_query_executed/jsonschema/1-0-0";
const CONTEXT = "iglu:com.gitlab/knowledge_graph_context/jsonschema/1-0-0";

/** Ours, with its defaults and room for all events. */
async function snowgauge(collector, events, options = {}) {
  const { createTracker, gkgQueryExecuted, knowledgeGraphContext } = await import("snowgauge");
  return async () => {
    const room = { maxEvents: events, maxBytes: 4096 * events };
    const tracker = createTracker({
      collector, appId: "gkg", platform: "srv", framing: "self_describing", ...room, ...options,
    });
    for (let index = 0; index < events; index += 1) {
      tracker.track(gkgQueryExecuted({ ...event }), { entities: [knowledgeGraphContext({ ...entity })] });
      if (turn) await turn();
    }
    await tracker.shutdown({ timeoutMs: 60_000 });
  };
}

/** Ours, 250 events in a request. */
const snowgaugeTuned = (collector, events) => snowgauge(collector, events, { batchEvents: 250, batchBytes: 500_000 });

/** Ours, over Node's HTTP in the place of its `fetch`, as the package's guide has it. */
async function snowgaugeHttp(collector, events) {
  const { Agent, request } = await import("node:http");
  const { buffer } = await import("node:stream/consumers");
  const agent = new Agent({ keepAlive: true });
  const fetch = (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method, headers, signal, agent }, (answer) => {
        const get = (name) => answer.headers[name] ?? null;
        resolve({ status: answer.statusCode, headers: { get }, arrayBuffer: () => buffer(answer) });
      });
      sent.once("error", reject).end(body);
    });
  return snowgauge(collector, events, { fetch });
}

/** The published tracker as it is best: 500 kB in a request, room for all events, no base64. */
async function snowplowTracker(collector, events) {
  const { buildSelfDescribingEvent, newTracker } = await import("@snowplow/node-tracker");
  const { newInMemoryEventStore } = await import("@snowplow/tracker-core");
  const { hostname, port } = new URL(collector);
  return async () => {
    const eventStore = newInMemoryEventStore({ maxSize: 2 * events });
    const tracker = newTracker(
      { namespace: "snowgauge", appId: "gkg", encodeBase64: false },
      { endpoint: hostname, protocol: "http", port: Number(port), bufferSize: 100, maxPostBytes: 500_000, eventStore },
    );
    for (let index = 0; index < events; index += 1) {
      const data = buildSelfDescribingEvent({ event: { schema: QUERY, data: { ...event } } });
      tracker.track(data, [{ schema: CONTEXT, data: { ...entity } }]);
      if (turn) await turn();
    }
    await tracker.flush();
  };
}

const deliver = await { snowgauge, snowgaugeTuned, snowgaugeHttp, snowplowTracker }[who](url, Number(events));
const [began, before] = [BigInt(Date.now()) * 1_000_000n, process.cpuUsage()];
// The published tracker's flush is over before its events are sent: the process's end is what both have.
process.on("exit", () => {
  const { user, system } = process.cpuUsage(before);
  console.log(`${began} ${(user + system) * 1000}`);
});
await deliver();
