/** Stands in for the editor and whoever sits before it. `node run.mjs COLLECTOR_URL` */
import { gitlabStandard, gkgIndexingCompleted, knowledgeGraphContext } from "snowgauge";

import { APP_ID, activate, deactivate } from "./extension.mjs";
import { graph, questions } from "./graph.mjs";
import { makeMistakes } from "./mistakes.mjs";
import { signature } from "../shared/signature.mjs";

let telemetryChanged;
const editor = {
  settings: { collector: process.argv[2] },
  graph,
  log: (line) => console.error(`extension: ${line}`),
  onTelemetryChanged: (listener) => (telemetryChanged = listener),
};
const extension = activate(editor);
const ids = [];

// The user asks, and so does a tool by MCP and one by the REST API.
for (const [number, question] of questions(60).entries()) {
  ids.push(extension.ask(question, { source: number % 2 ? "mcp" : "rest_api" }));
}
ids.push(extension.lookUpSchema(["code", "sdlc"], { source: "mcp" }), extension.lookUpSchema(null, { source: "rest_api" }));

// An agent's session (DAP), with its summary at the end.
const session = {
  source: "dap",
  id: "sess_a1b2c3d4",
  summary: {
    total_gkg_calls: 9,
    total_tool_calls: 23,
    tools_used: ["get_graph_schema", "query_graph"],
    fallback_to_rest: false,
    agent_name: "orbit_agent",
    flow_type: "duo_chat",
    input_tokens: 8940,
    output_tokens: 2810,
    cache_read_tokens: 1200,
  },
};
ids.push(extension.lookUpSchema(["code"], session));
for (const question of questions(8)) ids.push(extension.ask(question, session));
ids.push(extension.end(session));

const { tracker } = extension;
const entities = [knowledgeGraphContext(signature.context), gitlabStandard(signature.standard)];
ids.push(tracker.track(gkgIndexingCompleted(signature.event), { entities }));
const mistakes = makeMistakes(tracker);
// The events before and after a refused one are unharmed.
ids.push(extension.lookUpSchema(null, { source: "mcp" }));

// All is sent before the user turns telemetry off; what happens then is not taken, and stays untold.
await tracker.flush({ timeoutMs: 3000 });
telemetryChanged(false);
const untold = extension.lookUpSchema(null, { source: "mcp" });
console.log(`telemetry off: track gave ${untold}`);

console.log(`${ids.length} events tracked, all delivered at the end: ${await deactivate(extension)}`);
const tracked = ids.filter((id) => id !== undefined).length;
// The line that `make demo` reads; see examples/README.md. 60 + 2 of the user, 1 + 8 + 1 of the agent, 2 besides.
console.log(JSON.stringify({ app_id: APP_ID, expected: 74, tracked, stats: tracker.stats(), mistakes }));
