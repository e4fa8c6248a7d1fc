/** What the module reads of an event: its parts, each a code with a name, and then its data. */
import { Part } from "./codes.js";
import type { Entity, TrackedEvent } from "./model.js";
import { Stream } from "./stream.js";
import { writeValue } from "./value.js";

/**
 * An event with its entities. Never throws: what is no event has the empty name, what is no entity the empty schema, and
 * the core says that it knows neither. A single entity is taken as a list of one.
 */
export function eventStream(event: TrackedEvent | undefined, entities: readonly Entity[] | undefined = []): Stream {
  const stream = Stream.take();
  try {
    const list: readonly (Entity | undefined)[] = Array.isArray(entities) ? entities : [entities];
    writePart(stream, Part.Planned, event?.name, event?.data ?? null);
    for (const entity of list) writePart(stream, Part.Entity, entity?.schema, entity?.data);
  } catch {
    // A proxy or a getter that throws.
    stream.backTo(0);
    writePart(stream, Part.Planned, "", null);
  }
  return stream;
}

/** A self-describing datum. */
export function datumStream(schemaUri: unknown, data: unknown): Stream {
  const stream = Stream.take();
  writePart(stream, Part.Entity, schemaUri, data);
  return stream;
}

function writePart(stream: Stream, part: Part, name: unknown, data: unknown): void {
  stream.code(part);
  stream.text(typeof name === "string" ? name : "");
  const start = stream.begin();
  writeValue(stream, data);
  stream.end(start);
}
