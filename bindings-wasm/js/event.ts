/** What the module reads of an event: a part that says which, its fields, its entities. A part is a code, a name and a value. */
import { Part } from "./codes.js";
import type { AnyEvent, Attached, AttachedEntity, Scope } from "./kinds.js";
import { Stream } from "./stream.js";
import { writeValue } from "./value.js";

/** A scope as the module reads it, and with it those that it is in. */
export interface ScopeParts {
  /** The fields: what a later one says takes the place of what an earlier one says. */
  readonly fields: Uint8Array;
  /** The entities: the inner ones come first. */
  readonly entities: Uint8Array;
}

/** The scope that says nothing. */
export const NO_SCOPE: ScopeParts = { fields: new Uint8Array(0), entities: new Uint8Array(0) };

/**
 * An event with what goes with it. Never throws: what is no event has the empty name, what is no entity the empty schema,
 * and the core says that it knows neither. A single entity is taken as a list of one.
 */
export function eventStream(event: AnyEvent | undefined, attached: Attached | undefined, scope = NO_SCOPE): Stream {
  const stream = Stream.take();
  try {
    const { entities, subject, trueTimestamp } = attached ?? {};
    const own = writeEvent(stream, event);
    const fields = stream.begin();
    stream.bytes(scope.fields);
    if (own) writeFields(stream, own);
    if (subject) writeFields(stream, subject);
    if (trueTimestamp !== undefined) writeFields(stream, { trueTimestamp: millisecondsOf(trueTimestamp) });
    stream.end(fields);
    const list = stream.begin();
    writeEntities(stream, entities);
    stream.bytes(scope.entities);
    stream.end(list);
  } catch {
    // A proxy or a getter that throws.
    stream.backTo(0);
    writePart(stream, Part.Planned, "", null);
  }
  return stream;
}

/** A scope in another one. */
export function scopeParts({ subject, entities }: Scope, around = NO_SCOPE): ScopeParts {
  const stream = Stream.take();
  stream.bytes(around.fields);
  writeFields(stream, { ...subject });
  const { length } = stream;
  writeEntities(stream, entities);
  stream.bytes(around.entities);
  const parts = { fields: stream.written.slice(0, length), entities: stream.written.slice(length) };
  stream.giveBack();
  return parts;
}

/** A scope, as an event that says nothing itself. */
export function scopeStream({ fields, entities }: ScopeParts): Stream {
  const stream = Stream.take();
  writePart(stream, Part.SelfDescribing, "iglu:snowgauge/scope/jsonschema/1-0-0", {});
  for (const parts of [fields, entities]) {
    const start = stream.begin();
    stream.bytes(parts);
    stream.end(start);
  }
  return stream;
}

/** A self-describing datum. */
export function datumStream(schemaUri: unknown, data: unknown): Stream {
  const stream = Stream.take();
  writePart(stream, Part.Planned, schemaUri, data);
  return stream;
}

/** Writes which event it is and its data; gives its own fields. */
function writeEvent(to: Stream, event: AnyEvent | undefined): object | undefined {
  switch (event?.kind) {
    case "self_describing_event":
      return void writePart(to, Part.SelfDescribing, event.schema, event.data);
    case "structured_event":
    case "page_view":
    case "page_ping":
      writePart(to, KINDS[event.kind], "", null);
      return event.fields;
    default:
      return void writePart(to, Part.Planned, event?.name, event?.data ?? null);
  }
}

const KINDS = { structured_event: Part.Structured, page_view: Part.PageView, page_ping: Part.PagePing };

function writeEntities(to: Stream, entities: readonly AttachedEntity[] | undefined = []): void {
  const list: readonly (AttachedEntity | undefined)[] = Array.isArray(entities) ? entities : [entities];
  for (const entity of list) {
    const part = entity?.kind === "self_describing_json" ? Part.SelfDescribing : Part.Planned;
    writePart(to, part, entity?.schema, entity?.data);
  }
}

/** Writes fields by the names that the core has for them: `pageUrl` is `page_url` there. */
function writeFields(to: Stream, fields: object): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    writePart(to, Part.Field, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value);
  }
}

/** As a number: the protocol has no dates. */
function millisecondsOf(time: unknown): unknown {
  return time instanceof Date ? time.getTime() : time;
}

function writePart(stream: Stream, part: Part, name: unknown, data: unknown): void {
  stream.code(part);
  stream.text(typeof name === "string" ? name : "");
  const start = stream.begin();
  writeValue(stream, data);
  stream.end(start);
}
