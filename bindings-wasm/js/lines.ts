/** What the module reads: lines of names and JSON text. */
import type { Entity, TrackedEvent } from "./model.js";
import { textOf } from "./text.js";

/**
 * An event with its entities. Never throws: what is no event has the empty name, what is no entity the empty schema, and
 * the core says that it knows neither. A single entity is taken as a list of one.
 */
export function eventLines(event: TrackedEvent | undefined, entities: readonly Entity[] | undefined = []): string {
  try {
    const list: readonly (Entity | undefined)[] = Array.isArray(entities) ? entities : [entities];
    let lines = datumLines(event?.name, event?.data ?? null);
    for (const entity of list) lines += `\n${datumLines(entity?.schema, entity?.data)}`;
    return lines;
  } catch {
    // A proxy or a getter that throws.
    return datumLines("", null);
  }
}

/** A self-describing datum. */
export function datumLines(name: unknown, data: unknown): string {
  return `${typeof name === "string" ? name.replaceAll("\n", " ") : ""}\n${textOf(data)}`;
}
