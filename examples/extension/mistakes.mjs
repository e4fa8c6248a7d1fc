/** Wrong events, and what is said of each. TypeScript finds most of them before: these are what a running program sees. */
import { gitlabStandard, gkgNamespaceEnabled, gkgSchemaIntrospected, knowledgeGraphContext } from "snowgauge";

import { attempt } from "../shared/attempt.mjs";
import { signature } from "../shared/signature.mjs";

/** Makes all the mistakes. */
export function makeMistakes(tracker) {
  const context = knowledgeGraphContext(signature.context);
  const standard = (fields) => gitlabStandard({ environment: "production", ...fields });
  const enabled = (fields) => gkgNamespaceEnabled({ namespace_type: "group", enabled_by_user_id: "8819234", ...fields });
  const introspected = gkgSchemaIntrospected({ schema_version: "2.1.0" });
  const schemaContext = (fields) => knowledgeGraphContext({ ...signature.context, tool_name: "get_graph_schema", ...fields });
  const wrong = [
    ["a number for a text", ["type"], enabled({ enabled_by_user_id: 8819234 }), [context]],
    ["a required field left out", ["required"], enabled({ enabled_by_user_id: undefined }), [context]],
    ["a misspelt field", ["unknown_field"], enabled({ enabled_by_user: "8819234" }), [context]],
    ["NaN, and a function", ["not_json", "not_json"], enabled(), [context, standard({ project_id: NaN, plan: () => "x" })]],
    ["an integer beyond 64 bits", ["maximum"], enabled(), [context, standard({ project_id: 2n ** 64n })]],
    ["a fraction for an integer", ["type"], enabled(), [context, standard({ project_id: 1.5 })]],
    ["half a surrogate pair", ["unpaired_surrogate"], enabled({ enabled_by_user_id: "\ud83e" }), [context]],
    ["a session outside of DAP", ["plan_null"], introspected, [schemaContext({ session_id: "sess_a1b2c3d4" })]],
    ["a bot with a person's id", ["plan_null"], introspected, [schemaContext({ user_type: "bot", global_user_id: "usr_1" })]],
    ["the same entity twice", ["entity_repeated"], enabled(), [context, context]],
  ];
  return wrong.map((mistake) => attempt(tracker, ...mistake));
}
