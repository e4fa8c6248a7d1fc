/** Tracks events as its one argument, a JSON object, says; see `life.py`. */
import { mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createTracker, gkgQueryExecuted, knowledgeGraphContext } from "snowgauge";

const order = JSON.parse(process.argv[2]);
const file = openSync(order.log, "a");
const log = (line) => writeSync(file, `${line}\n`);

const context = knowledgeGraphContext({
  correlation_id: "d3f1a2b4-7e8c", namespace_id: "14523891", root_namespace_id: "9812345", user_type: "service_account",
  source_type: "mcp", tool_name: "query_graph", tier: "ultimate", deployment_type: "com",
});

const query = (rows, text = "projects") => gkgQueryExecuted({
  query_type: "find_nodes", result_status: "success", result_row_count: rows, rows_redacted: 3, duration_ms: 340,
  compile_duration_ms: 45, execute_duration_ms: 115, authorization_duration_ms: 180, ch_read_rows: 128_400,
  ch_read_bytes: 18_874_368, ch_memory_bytes: 4_194_304, entity_types_queried: [text],
});

let listenerRaises = order.listener_raises;
function onOutcome({ eventId, reason }) {
  log(`O ${eventId} ${reason}`);
  if (listenerRaises) {
    listenerRaises = false;
    throw new Error("a listener that raises");
  }
}

/** Keeps each event in a file of this folder, as docs/store.md shows. */
function folderStore(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    load: () => readdirSync(folder).map((id) => [id, readFileSync(`${folder}/${id}`, "utf8")]),
    put: (id, text) => writeFileSync(`${folder}/${id}`, text, { mode: 0o600 }),
    delete: (id) => rmSync(`${folder}/${id}`, { force: true }),
  };
}

/** `max_events` as JavaScript spells it. */
const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const options = Object.fromEntries(Object.entries(order.options).map(([name, value]) => [camel(name), value]));
if (options.store) options.store = folderStore(options.store);
const tracker = createTracker({ collector: order.collector, appId: "faults", platform: "srv", onOutcome, ...options });

/** Gives how long the caller was held, in microseconds. */
function track(event) {
  const begin = performance.now();
  let id;
  try {
    id = tracker.track(event, { entities: [context] });
  } catch (error) {
    if (error.name !== "ValidationError") throw error;
  }
  const held = (performance.now() - begin) * 1000;
  log(id === undefined ? "N" : `T ${id}`);
  return held;
}

async function trackAll() {
  const held = [];
  if (order.oversize) held.push(track(query(0, "x".repeat(order.oversize))));
  const begin = performance.now();
  for (let index = 0; index < order.count; index += 1) {
    // A loop that never yields could not even send: the one way of Node to wait.
    const wait = order.rate ? begin + (index * 1000) / order.rate - performance.now() : 0;
    if (wait >= 1) await sleep(wait);
    held.push(track(query(index, order.poison && index === order.count / 2 ? "at-fault" : undefined)));
  }
  return held.sort((a, b) => a - b);
}

async function end() {
  if (order.end === "shutdown") return tracker.shutdown({ timeoutMs: order.timeout_ms });
  if (order.end === "idle") {
    // The pipe closes when it is time to go.
    process.stdin.resume();
    await new Promise((resolve) => process.stdin.once("end", resolve));
    return tracker.shutdown({ timeoutMs: order.timeout_ms });
  }
  if (order.end === "abrupt") process.exit(0);
  return null;
}

const held = await trackAll();
console.log("tracked");
const begin = performance.now();
const complete = await end();
const percentile = (part) => Math.round((held[Math.min(held.length - 1, Math.floor(held.length * part))] ?? 0) * 10) / 10;
// What this program has needed at most; the kernel's figure for its parent to read begins with the parent's own.
const peakMib = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
const heldUs = Object.fromEntries([0.5, 0.99, 0.999, 1].map((part) => [part, percentile(part)]));
console.log(JSON.stringify({ held_us: heldUs, complete, ended_ms: Math.round(performance.now() - begin), peak_mib: peakMib }));
