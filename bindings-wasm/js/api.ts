/** All that both entries export, except how the module is started. */
export { check, validate } from "./check.js";
export { type CountKey, type CountStats, RequestCounts, type RequestCountsOptions, type TakenCount } from "./counts.js";
export { type Code, type Violation, ConfigError, ValidationError } from "./errors.js";
export * from "./generated.js";
export type { Clock, Fetch, FetchResponse, Random } from "./host.js";
export {
  type AnyEvent,
  type Attached,
  type AttachedEntity,
  type PagePing,
  type PageView,
  type Platform,
  type ProtocolEvent,
  type Scope,
  type SelfDescribingEvent,
  type SelfDescribingJson,
  type StructuredEvent,
  type Subject,
  pagePing,
  pageView,
  selfDescribing,
  selfDescribingJson,
  structuredEvent,
} from "./kinds.js";
export { type Entity, type TrackedEvent, entity, event } from "./model.js";
export type { TrackerOptions } from "./options.js";
export type { Outcome, Reason, Stats } from "./outcome.js";
export { type EventStore, type Release, type StoreNotice, type StoredEntries, type WebStorage, webStorage } from "./store.js";
export { type Deadline, type Tracker, createTracker } from "./tracker.js";
