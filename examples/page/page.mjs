/** A page that asks the knowledge graph. With a bundler the import would be from "snowgauge"; here no build step is needed. */
import { createTracker, gkgQueryExecuted, gkgSchemaIntrospected, knowledgeGraphContext } from "./snowgauge.mjs";

export const APP_ID = "gitlab_graph_explorer";

export const tracker = createTracker({
  // The page's address says where the collector is; a real page has it in its configuration.
  collector: new URLSearchParams(location.search).get("collector"),
  appId: APP_ID,
  namespace: "explorer",
  platform: "web",
  onOutcome(outcome) {
    if (outcome.reason !== "delivered") console.warn(`event ${outcome.eventId} ended as ${outcome.reason}`);
  },
});

/** The ids of all events that were tracked. */
export const tracked = [];

document.querySelector("#search").addEventListener("submit", (submitted) => {
  submitted.preventDefault();
  const { entity, hops } = Object.fromEntries(new FormData(submitted.target));
  const started = performance.now();
  const rows = search(entity, Number(hops));
  const duration = Math.round(performance.now() - started);
  track(
    gkgQueryExecuted({
      query_type: hops > 0 ? "traverse" : "find_nodes",
      entity_types: [entity],
      result_status: rows > 0 ? "success" : "empty",
      result_row_count: rows,
      rows_redacted: 0,
      duration_ms: duration,
      compile_duration_ms: 0,
      execute_duration_ms: duration,
      authorization_duration_ms: 0,
      ch_read_rows: rows * 3057,
      ch_read_bytes: rows * 3057 * 147,
      ch_memory_bytes: 4194304,
      entity_types_queried: [entity],
      traversal_depth: hops > 0 ? Number(hops) : null,
    }),
    "query_graph",
  );
  document.querySelector("#answer").value = `${rows} rows`;
});

document.querySelector("#schema").addEventListener("click", () => {
  track(gkgSchemaIntrospected({ schema_version: "2.1.0", domain_filter: ["code"] }), "get_graph_schema");
  document.querySelector("#answer").value = "MergeRequest, Pipeline, Definition";
});

// A page may end at any moment after it was hidden, so what is held goes out now.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") void tracker.flush({ timeoutMs: 3000 });
});

function track(event, tool_name) {
  tracked.push(tracker.track(event, { entities: [context(tool_name)] }));
}

/** The entity that every event of the graph carries: who asks, and by which way. */
function context(tool_name) {
  return knowledgeGraphContext({
    correlation_id: crypto.randomUUID(),
    namespace_id: "14523891",
    root_namespace_id: "9812345",
    global_user_id: "usr_8819234",
    user_type: "human",
    source_type: "rest_api",
    tool_name,
    tier: "ultimate",
    deployment_type: "com",
  });
}

/** Stands in for the REST API: a kind of node that it does not know is not found. */
function search(entity, hops) {
  return /^[A-Z]/.test(entity) ? entity.length * (1 + hops) : 0;
}
