/** What the module reads: lines of names and JSON text. */
import type { Entity, TrackedEvent } from "./model.js";
import { textOf } from "./text.js";

/** An event with its entities. Never throws. */
export function eventLines(event: TrackedEvent, entities: readonly Entity[] | undefined): string {
  try {
    let lines = datumLines(event.name, event.data ?? null);
    for (const { schema, data } of entities ?? []) lines += `\n${datumLines(schema, data)}`;
    return lines;
  } catch {
    // Neither an event nor a list of entities, as plain JavaScript lets happen: an unknown event says so.
    return datumLines("", null);
  }
}

/** A self-describing datum. */
export function datumLines(name: string, data: unknown): string {
  return `${name.replaceAll("\n", " ")}\n${textOf(data)}`;
}
