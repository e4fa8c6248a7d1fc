/** Stands in for the knowledge graph: answers with numbers of the right size, the same in each run. */

const TYPES = ["find_nodes", "traverse", "explore", "aggregate"];
const ERRORS = ["timeout", "rate_limited", "authorization_failed"];

/** So many questions, of all types. */
export function questions(count) {
  return Array.from({ length: count }, (_, number) => ({
    number,
    type: TYPES[number % TYPES.length],
    depth: 1 + (number % 3),
    entities: ["MergeRequest", "Pipeline"],
  }));
}

export const graph = {
  schemaVersion: "2.1.0",

  /** Answers a question: one in ten finds nothing, one in ten fails. */
  query({ number }) {
    const error = number % 10 === 9 ? ERRORS[number % ERRORS.length] : undefined;
    const rows = error || number % 10 === 4 ? 0 : 1 + ((number * 37) % 500);
    const [compile, execute, authorization] = [5 + (number % 40), 20 + ((number * 13) % 300), 40 + ((number * 7) % 200)];
    const cost = {
      duration_ms: compile + execute + authorization,
      compile_duration_ms: compile,
      execute_duration_ms: execute,
      authorization_duration_ms: authorization,
      ch_read_rows: rows * 3057,
      ch_read_bytes: rows * 3057 * 147,
      ch_memory_bytes: (1 + (number % 8)) * 1024 * 1024,
    };
    return { rows, redacted: error ? 0 : number % 4, error, cost };
  },
};
