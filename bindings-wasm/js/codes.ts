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

/** What an event is made of. */
export const enum Part {
  Planned = 0,
  Entity = 1,
  Kind = 2,
  SelfDescribing = 3,
  Field = 4,
}

/** What options are made of. */
export const enum Option {
  Collector = 0,
  AppId = 1,
  Namespace = 2,
  Platform = 3,
  Framing = 4,
  TrackerVersion = 5,
  MaxEvents = 6,
  MaxBytes = 7,
  BatchEvents = 8,
  BatchBytes = 9,
  Linger = 10,
  MaxAttempts = 11,
  MaxAge = 12,
  OnInvalid = 13,
  SchemaVersion = 14,
  TooLong = 15,
  Base64 = 16,
  Overflow = 17,
  StatusPolicy = 18,
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
  TrackStored = 12,
  Restore = 13,
  Plan = 14,
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
