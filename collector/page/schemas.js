/** The schemas that the collector judges by: what their fields are for. */
import { parse, show } from "./read.js";

const cache = new Map();

/** The schema of an Iglu URI, or `undefined` where the collector has none. */
export function fetchSchema(uri) {
  const path = /^iglu:([\w.-]+\/[\w.-]+\/jsonschema\/\d+-\d+-\d+)$/.exec(uri)?.[1];
  if (!path) return Promise.resolve(undefined);
  if (!cache.has(path)) cache.set(path, load(path));
  return cache.get(path);
}

async function load(path) {
  try {
    const response = await fetch(`/schemas/${path}`);
    return response.ok ? parse(await response.text()) : undefined;
  } catch {
    cache.delete(path);
    return undefined;
  }
}

/** What a property has to be, in a few words. */
export function typeOf(property) {
  if (!property) return "";
  if (property.enum) return property.enum.map(show).join(", ");
  const types = [property.type ?? []].flat().join(" or ");
  return [types, ...bounds(property)].filter(Boolean).join(", ");
}

function bounds({ minimum, maximum, minLength, maxLength, minItems, maxItems, format, items }) {
  const range = (least, most, unit) => {
    if (least === undefined && most === undefined) return undefined;
    if (most === undefined) return `at least ${show(least)}${unit}`;
    return least === undefined ? `at most ${show(most)}${unit}` : `${show(least)} to ${show(most)}${unit}`;
  };
  const texts = [range(minimum, maximum, ""), range(minLength, maxLength, " characters"), range(minItems, maxItems, " items")];
  return [...texts, format, items && !Array.isArray(items) && `of ${typeOf(items)}`].filter(Boolean);
}
