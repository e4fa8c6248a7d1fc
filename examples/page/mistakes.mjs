/** Wrong events, and what is said of each; run.mjs calls it in the page. */
import { gitlabStandard, gkgIndexingCompleted, gkgSchemaIntrospected, knowledgeGraphContext } from "./snowgauge.mjs";

import { APP_ID, tracked, tracker } from "./page.mjs";
import { attempt } from "../shared/attempt.mjs";
import { signature } from "../shared/signature.mjs";

/** Makes all the mistakes, with a good event before and after them, and gives the line that `make demo` reads. */
export async function finish(expected) {
  const context = knowledgeGraphContext(signature.context);
  const entities = [context, gitlabStandard(signature.standard)];
  tracked.push(tracker.track(gkgIndexingCompleted(signature.event), { entities }));
  const mistakes = wrong(context).map((mistake) => attempt(tracker, ...mistake));
  tracked.push(tracker.track(gkgIndexingCompleted({ ...signature.event, duration_ms: 1 }), { entities: [other()] }));
  await tracker.shutdown({ timeoutMs: 5000 });
  return { app_id: APP_ID, expected: expected + 2, tracked: tracked.filter(Boolean).length, stats: tracker.stats(), mistakes };
}

function wrong(context) {
  const indexed = (fields) => gkgIndexingCompleted({ ...signature.event, ...fields });
  const introspected = (fields) => gkgSchemaIntrospected({ schema_version: "2.1.0", ...fields });
  const deep = JSON.parse("[".repeat(60) + "]".repeat(60));
  return [
    ["an enum outside its list", ["enum"], indexed({ status: "ok" }), [context]],
    ["a negative count", ["minimum"], indexed({ file_count_skipped: -1 }), [context]],
    ["Infinity, and a Map", ["not_json", "not_json"], indexed({ languages_indexed: new Map(), watermark_lag_seconds: Infinity }), [context]],
    ["a too long text", ["max_length"], indexed({ sdlc_entity_type: "é".repeat(256) }), [context]],
    ["too many items", ["max_items"], indexed({ languages_indexed: Array(1001).fill("c") }), [context]],
    ["null where a value has to be", ["type"], introspected({ schema_version: null }), [other()]],
    ["code that has SDLC rows", ["plan_null", "plan_null"], indexed({ index_domain: "code" }), [context]],
    ["the context of another tool", ["plan_value"], introspected({}), [context]],
    ["a context nested too deeply", ["max_depth"], indexed({}), [context, gitlabStandard({ environment: "demo", extra: { deep } })]],
    ["no context at all", ["entity_missing"], introspected({}), []],
  ];
}

function other() {
  return knowledgeGraphContext({ ...signature.context, correlation_id: "demo", tool_name: "get_graph_schema" });
}
