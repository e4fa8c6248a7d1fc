/** The kinds of event that Snowplow's protocol has beside those of the tracking plan, and what goes with any event. */
import type { Entity, TrackedEvent } from "./model.js";

/** Data with the Iglu URI of the schema that describes it: one of your own, or one of the tracking plan. Make one with {@link selfDescribingJson}. */
export interface SelfDescribingJson<Schema extends string = string, Data = unknown> {
  readonly kind: "self_describing_json";
  /** The Iglu URI of the data's schema, with a full version. */
  readonly schema: Schema;
  /** The data. */
  readonly data: Data;
}

/** An event that is data of a schema. Make one with {@link selfDescribing}. */
export interface SelfDescribingEvent<Schema extends string = string, Data = unknown> {
  readonly kind: "self_describing_event";
  /** The Iglu URI of the data's schema, with a full version. */
  readonly schema: Schema;
  /** The data. */
  readonly data: Data;
}

/** An event that is fields of the protocol. Make one with {@link structuredEvent}, {@link pageView} or {@link pagePing}. */
export interface ProtocolEvent<Kind extends string = string, Fields = object> {
  readonly kind: Kind;
  /** Its own fields. */
  readonly fields: Fields;
}

/** The fields of a structured event. Lengths are UTF-16 units. */
export interface StructuredEvent {
  /** What it is about: 1 to 1,000. */
  readonly category: string;
  /** What has happened: 1 to 1,000. */
  readonly action: string;
  /** What it has happened to: at most 4,096. */
  readonly label?: string | undefined;
  /** A property of the action or of what it has happened to: at most 1,000. */
  readonly property?: string | undefined;
  /** A number that goes with the action. */
  readonly value?: number | undefined;
}

/** The fields of a page view. Lengths are UTF-16 units. */
export interface PageView {
  /** The page's URL: 1 to 10,000. */
  readonly pageUrl: string;
  /** The page's title: at most 2,000. */
  readonly pageTitle?: string | undefined;
  /** The URL of the page that led here: at most 10,000. */
  readonly referrer?: string | undefined;
}

/** The fields of a page ping: the page, and how far it was scrolled since the last page ping, in whole pixels of 32 bits. */
export interface PagePing extends PageView {
  /** The least horizontal offset. */
  readonly minXOffset?: number | undefined;
  /** The greatest horizontal offset. */
  readonly maxXOffset?: number | undefined;
  /** The least vertical offset. */
  readonly minYOffset?: number | undefined;
  /** The greatest vertical offset. */
  readonly maxYOffset?: number | undefined;
}

/**
 * Who and where the user is: of a tracker, of a scope, or of one event. The three merge field by field: an event's fields
 * stand before its scope's, and those before the tracker's. Lengths are UTF-16 units; an empty text counts as none.
 */
export interface Subject {
  /** The platform, in place of the tracker's. */
  readonly platform?: Platform | undefined;
  /** The id of the user, as the business knows it: at most 255. */
  readonly userId?: string | undefined;
  /** The screen's width and height in pixels, such as `1920x1080`. */
  readonly screenResolution?: string | undefined;
  /** The viewport's width and height in pixels, such as `1280x720`. */
  readonly viewport?: string | undefined;
  /** The bits of a pixel's color: at most 12. */
  readonly colorDepth?: string | undefined;
  /** The time zone, such as `Europe/Berlin`: at most 255. */
  readonly timezone?: string | undefined;
  /** The language, such as `en-US`: at most 255. */
  readonly language?: string | undefined;
  /** The user's IP address: at most 128. Without it the collector takes the connection's. */
  readonly ipAddress?: string | undefined;
  /** The user agent: at most 1,000. Without it the collector takes the request's. */
  readonly useragent?: string | undefined;
  /** The user's id in a first-party cookie: at most 128. */
  readonly domainUserId?: string | undefined;
  /** The user's id in the collector's cookie: at most 128. It wins over the cookie. */
  readonly networkUserId?: string | undefined;
  /** The id of the session: a UUID. */
  readonly domainSessionId?: string | undefined;
  /** How many sessions the user has had, this one included: a whole number of 32 bits. */
  readonly domainSessionIndex?: number | undefined;
}

/** Where an application can run, as the protocol has it. */
export type Platform = "web" | "iot" | "app" | "mob" | "pc" | "cnsl" | "tv" | "srv" | "headset";

/** What all events of a tracker, or of a part of an application, have in common. */
export interface Scope {
  /** Who and where the user is. */
  readonly subject?: Subject | undefined;
  /** What every event carries, behind its own entities. */
  readonly entities?: readonly AttachedEntity[] | undefined;
}

/** What goes with one event. */
export interface Attached {
  /** The entities, in the order in which they are sent: before those of the scope, and these before the tracker's. */
  readonly entities?: readonly AttachedEntity[] | undefined;
  /** Who and where the user is, in place of what the scope or the tracker says. */
  readonly subject?: Subject | undefined;
  /** When it really happened, for events that are told later: a date, or whole milliseconds since 1970. */
  readonly trueTimestamp?: Date | number | undefined;
}

/** What can be attached: an entity of the tracking plan, or of a schema of your own. */
export type AttachedEntity = Entity | SelfDescribingJson;

/** What can be tracked. */
export type AnyEvent =
  | TrackedEvent
  | SelfDescribingEvent
  | ProtocolEvent<"structured_event", StructuredEvent>
  | ProtocolEvent<"page_view", PageView>
  | ProtocolEvent<"page_ping", PagePing>;

/** Makes a structured event (`e=se`) of your own. */
export function structuredEvent(fields: StructuredEvent): ProtocolEvent<"structured_event", StructuredEvent> {
  return { kind: "structured_event", fields };
}

/** Makes a page view (`e=pv`). */
export function pageView(fields: PageView): ProtocolEvent<"page_view", PageView> {
  return { kind: "page_view", fields };
}

/** Makes a page ping (`e=pp`): the page is still being looked at. */
export function pagePing(fields: PagePing): ProtocolEvent<"page_ping", PagePing> {
  return { kind: "page_ping", fields };
}

/** Makes a self-describing event (`e=ue`), of a schema of your own or of the tracking plan, whatever the tracker's framing is. */
export function selfDescribing<Schema extends string, Data>(
  { schema, data }: { readonly schema: Schema; readonly data: Data },
): SelfDescribingEvent<Schema, Data> {
  return { kind: "self_describing_event", schema, data };
}

/**
 * Makes an entity of a schema of your own. Nothing has to be registered: the data is sent as it is. Data of the tracking
 * plan's schemas is checked against them.
 */
export function selfDescribingJson<Schema extends string, Data>(
  { schema, data }: { readonly schema: Schema; readonly data: Data },
): SelfDescribingJson<Schema, Data> {
  return { kind: "self_describing_json", schema, data };
}
