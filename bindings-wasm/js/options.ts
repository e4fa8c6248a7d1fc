import type { Clock, Fetch, Random } from "./host.js";
import type { Platform, Scope } from "./kinds.js";
import type { Outcome } from "./outcome.js";
import type { EventStore, StoreNotice } from "./store.js";

/** The options of a tracker. Those without a default have to be given. */
export interface TrackerOptions extends Scope {
  /** The collector's base URL, such as `https://snowplow.example`, or its full endpoint. */
  readonly collector: string;
  /** Which application sends: 1 to 255 characters. */
  readonly appId: string;
  /** Which tracker of that application: 1 to 128 characters. Default: `snowgauge`. */
  readonly namespace?: string | undefined;
  /** Where it runs. Default: `app` in Electron, `web` in a page or a browser's worker, `srv` elsewhere. */
  readonly platform?: Platform | undefined;
  /** How events are put on the wire: as GitLab Internal Events does, or as self-describing events. Default: `internal_events`. */
  readonly framing?: "internal_events" | "self_describing" | undefined;
  /** What becomes of a field's text that is too long: its event is refused, or it is cut and the outcome says so. Default: `reject`. */
  readonly tooLong?: "reject" | "truncate" | undefined;
  /** Whether entities and self-describing data are sent in base64; plain JSON is smaller. Default: `false`. */
  readonly base64?: boolean | undefined;
  /** The tracker's own name and version. Default: `js-` and the package's version. */
  readonly trackerVersion?: string | undefined;
  /** Versions to send a schema's data under other than the plan's, such as `{ gitlab_standard: "1-1-8" }`. */
  readonly schemaVersions?: Readonly<Record<string, string>> | undefined;
  /** The most events held at a time, those under way included. Default: 10,000. */
  readonly maxEvents?: number | undefined;
  /** The most bytes held at a time, those under way included; each event counts with its payload and 128 more. Default: 32 MiB. */
  readonly maxBytes?: number | undefined;
  /** The most events in one request. Default: 100. */
  readonly batchEvents?: number | undefined;
  /** The most bytes in one request's body, 1,000 to 1,000,000. Default: 150,000. */
  readonly batchBytes?: number | undefined;
  /** How long an event may wait for others to share its request, in milliseconds. Default: 1,000. */
  readonly linger?: number | undefined;
  /** How many requests with an event may fail before it is given up. Default: 1000. */
  readonly maxAttempts?: number | undefined;
  /** How old an event may get before it is given up, in milliseconds. Default: a day. */
  readonly maxAge?: number | undefined;
  /** What becomes of an event for which there is no room: it is not taken, or the oldest give way. Default: `reject_new`. */
  readonly overflow?: "reject_new" | "drop_oldest" | undefined;
  /** What is done about HTTP statuses, 100 to 599, where that is to differ from the defaults, such as `{ 404: "reject" }`. */
  readonly statusPolicy?: Readonly<Record<number, "deliver" | "retry" | "reject" | "bisect" | "split" | "auth">> | undefined;
  /** What becomes of an invalid event: `raise` throws a `ValidationError` from `track`, `report` tells `onOutcome`. Default: `raise`. */
  readonly onInvalid?: "raise" | "report" | undefined;
  /** Is told how each event ended. What it throws harms nobody. */
  readonly onOutcome?: ((outcome: Outcome) => unknown) | undefined;
  /** Where events are kept until they have left, so that they outlive the page or the process. Default: in memory only. */
  readonly store?: EventStore | undefined;
  /** Is told what has happened to the store. What it throws harms nobody. */
  readonly onStore?: ((notice: StoreNotice) => unknown) | undefined;
  /** How long a request may take, in milliseconds. Default: 10,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** What makes requests. Default: `globalThis.fetch`. */
  readonly fetch?: Fetch | undefined;
  /** What tells the time. Default: `Date.now` and `performance.now`. */
  readonly clock?: Clock | undefined;
  /** What fills arrays with random bytes; 16 make the id of an event. Default: `crypto.getRandomValues`. */
  readonly random?: Random | undefined;
}
