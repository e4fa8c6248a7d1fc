/** The numbers that both sides know by name: `src/codes.rs` has the same, and a test there compares them. */

/** What a value is made of. From `Key` on, a text follows. */
export const enum Token {
  Null = 0,
  False = 1,
  True = 2,
  BeginObject = 3,
  EndObject = 4,
  BeginArray = 5,
  EndArray = 6,
  UnpairedString = 7,
  UnpairedName = 8,
  Key = 9,
  String = 10,
  Number = 11,
  NotJson = 12,
}

/** What a part of an event is. */
export const enum Part {
  Structured = 0,
  SelfDescribing = 1,
  PageView = 2,
  PagePing = 3,
  Planned = 4,
  Field = 5,
}

/** What stands behind the options that there are once. */
export const enum Option {
  SchemaVersion = 0,
  StatusPolicy = 1,
}

/** What the module can be asked for. */
export const enum Call {
  Open = 0,
  Release = 1,
  Validate = 2,
  Check = 3,
  Track = 4,
  Respond = 5,
  Flush = 6,
  Close = 7,
  OptOut = 8,
  Poll = 9,
  Count = 10,
  CheckScope = 11,
  Restore = 12,
  Plan = 13,
}

/** What to do next. */
export const enum Step {
  Idle = 0,
  Wait = 1,
  Send = 2,
  Outcome = 3,
  Flushed = 4,
  Unflushed = 5,
}
