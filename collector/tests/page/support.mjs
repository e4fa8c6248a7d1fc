/** What the tests of the page share: a collector, events to send to it, and a Chromium to look with. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const CONTEXT = "iglu:com.gitlab/knowledge_graph_context/jsonschema/1-0-0";

/** Nothing that talks to others, and nothing that a machine without display lacks. */
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--no-pings"];

/** Nothing but this machine has a name then: for pages that ask for others. */
export const NO_OTHERS = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1";

export async function startCollector(...options) {
  const child = spawn(process.env.SNOWGAUGE_COLLECTOR, ["--port", "0", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const url = line.replace("listening on ", "");
  const stop = async () => {
    child.kill();
    if (child.exitCode === null) await once(child, "exit");
  };
  return { url, port: new URL(url).port, stop };
}

export const launch = (...flags) => chromium.launch({ executablePath: process.env.CHROMIUM, args: [...FLAGS, ...flags] });

/** An event of GKG as a tracker sends it; `fields` go over its own, `context` over those of its entity. */
export function event({ fields = {}, context = {}, data = { schema_version: "2.1.0", domain_filter: null } } = {}) {
  const entity = {
    correlation_id: "d3f1a2b4", namespace_id: "1", root_namespace_id: "1", user_type: "service_account", source_type: "mcp",
    tool_name: "get_graph_schema", tier: "ultimate", deployment_type: "com", ...context,
  };
  const entities = [
    { schema: "iglu:com.gitlab/gkg_schema_introspected/jsonschema/1-0-0", data },
    { schema: CONTEXT, data: entity },
  ];
  const co = JSON.stringify({ schema: "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1", data: entities });
  return {
    e: "se", p: "srv", tv: "test-1.0.0", aid: "gkg", eid: crypto.randomUUID(), dtm: String(Date.now()),
    se_ca: "gkg", se_ac: "gkg_schema_introspected", co, ...fields,
  };
}

export async function send(url, ...events) {
  const body = JSON.stringify({ schema: "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4", data: events });
  await post(`${url}/com.snowplowanalytics.snowplow/tp2`, body);
}

export async function post(url, body) {
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
