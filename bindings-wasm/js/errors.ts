/** The stable codes of violations, each at the place that the core has it at: a test in `src/codes.rs` compares them. */
export const CODES = [
  "type",
  "enum",
  "required",
  "unknown_field",
  "min_length",
  "max_length",
  "minimum",
  "maximum",
  "multiple_of",
  "min_items",
  "max_items",
  "unique_items",
  "format",
  "not_json",
  "unpaired_surrogate",
  "syntax",
  "max_depth",
  "max_bytes",
  "unknown_schema",
  "unknown_event",
  "plan_null",
  "plan_value",
  "entity_missing",
  "entity_repeated",
] as const;

/** What kind of misfit a violation is. */
export type Code = (typeof CODES)[number];

/** One way in which a value does not fit, told without telling the value. */
export interface Violation {
  /** What kind of misfit it is. */
  readonly code: Code;
  /** Where: a JSON pointer (RFC 6901) into the datum; empty means the datum as a whole. */
  readonly pointer: string;
  /** What would have fitted, in words. */
  readonly expected: string;
  /** What was there, in words. */
  readonly found: string;
  /** The URI of the datum's schema, or the event's name where no datum is at fault. */
  readonly schema: string;
  /** All of it as one sentence. */
  readonly message: string;
}

/** An event that breaks its schema or the tracking plan: a mistake in the calling code. */
export class ValidationError extends Error {
  override readonly name = "ValidationError";
  /** The same for every validation error. */
  readonly code = "SNOWGAUGE_INVALID";
  /** All that is wrong with the event, in the order in which it was met. */
  readonly violations: readonly Violation[];

  /** @param violations at least one. */
  constructor(violations: readonly Violation[]) {
    super(violations.map(({ message }) => message).join("; "));
    this.violations = violations;
  }
}

/** An option of `createTracker` that cannot be used. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The same for every unusable option. */
  readonly code = "SNOWGAUGE_CONFIG";
  /** The option's name, such as `appId`. */
  readonly option: string;

  /** @param option the option's name. @param problem what is wrong with it, in words. */
  constructor(option: string, problem: string) {
    super(`${option}: ${problem}`);
    this.option = option;
  }
}
