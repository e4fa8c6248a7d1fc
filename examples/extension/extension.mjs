/** An editor extension that asks the knowledge graph. `activate` and `deactivate` are called by the editor, as in VS Code. */
import {
  createTracker,
  gkgDapSessionSummary,
  gkgQueryExecuted,
  gkgSchemaIntrospected,
  knowledgeGraphContext,
} from "snowgauge";

export const APP_ID = "gitlab-vscode";

/** Called when the extension starts. `editor` stands for what the editor's API offers; see run.mjs. */
export function activate(editor) {
  // One tracker for the life of the extension. Making it does no IO.
  const tracker = createTracker({
    collector: editor.settings.collector,
    appId: APP_ID,
    namespace: "workflow",
    platform: "app",
    onOutcome(outcome) {
      if (outcome.reason !== "delivered") editor.log(`event ${outcome.eventId} ended as ${outcome.reason}`);
    },
  });
  // The editor's own telemetry switch decides; events that wait are dropped when it is turned off.
  editor.onTelemetryChanged((enabled) => tracker.setOptOut(!enabled));
  return { tracker, ask: ask(tracker, editor), lookUpSchema: lookUpSchema(tracker, editor), end: end(tracker) };
}

/** Called before the editor closes. It waits for the promise, though not for long. */
export async function deactivate({ tracker }) {
  return tracker.shutdown({ timeoutMs: 3000 });
}

/** The command "Ask the knowledge graph". */
function ask(tracker, editor) {
  return (question, session) => {
    const answer = editor.graph.query(question);
    const event = gkgQueryExecuted({
      query_type: question.type,
      entity_types: question.entities,
      result_status: answer.error ? "error" : answer.rows > 0 ? "success" : "empty",
      result_row_count: answer.rows,
      rows_redacted: answer.redacted,
      ...answer.cost,
      entity_types_queried: question.entities,
      traversal_depth: question.type === "traverse" ? question.depth : null,
      error_reason: answer.error ?? null,
    });
    return tracker.track(event, { entities: [context(session, "query_graph")] });
  };
}

/** The command "Show what the knowledge graph knows". */
function lookUpSchema(tracker, editor) {
  return (domains, session) => {
    const event = gkgSchemaIntrospected({ schema_version: editor.graph.schemaVersion, domain_filter: domains });
    return tracker.track(event, { entities: [context(session, "get_graph_schema")] });
  };
}

/** The end of a session of an agent (DAP). */
function end(tracker) {
  return (session) =>
    tracker.track(gkgDapSessionSummary(session.summary), { entities: [context(session, "query_graph")] });
}

/** The entity that every event of the graph carries: who asks, and by which way. */
function context(session, tool_name) {
  return knowledgeGraphContext({
    correlation_id: crypto.randomUUID(),
    namespace_id: "14523891",
    root_namespace_id: "9812345",
    global_user_id: "usr_8819234",
    user_type: "human",
    is_gitlab_team_member: false,
    source_type: session.source,
    tool_name,
    tier: "ultimate",
    deployment_type: "com",
    session_id: session.id ?? null,
  });
}
