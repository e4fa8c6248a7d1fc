/**
 * Values as JSON text.
 *
 * `JSON.stringify` silently turns what JSON does not have into `null` or nothing. Here such a value becomes a bare word
 * (`NaN`, `undefined`, `function`…) that the core's reader knows and reports where it stands.
 */

/** As deep as the core reads, and a little: what is deeper it reports without looking inside. */
const MOST_DEPTH = 40;

/** A value as JSON text. Never throws. */
export function textOf(value: unknown): string {
  try {
    if (isPlain(value, MOST_DEPTH)) return JSON.stringify(value);
  } catch {
    // A getter or a proxy that throws: the careful way finds out where.
  }
  return write(value, []);
}

/** Whether `JSON.stringify` loses nothing of it. A tenth of the time that it takes itself. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      if (value === null) return true;
      if (depth === 0) return false;
      return Array.isArray(value) ? isPlainArray(value, depth - 1) : isPlainObject(value, depth - 1);
    default:
      return false;
  }
}

function isPlainArray(items: readonly unknown[], depth: number): boolean {
  for (let index = 0; index < items.length; index++) {
    if (!isPlain(items[index], depth)) return false;
  }
  return true;
}

function isPlainObject(object: object, depth: number): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const name in object) {
    const value = (object as Record<string, unknown>)[name];
    if (value !== undefined && !isPlain(value, depth)) return false;
  }
  return true;
}

/** The careful way. `around` holds the objects that the value is in. */
function write(value: unknown, around: readonly object[]): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "object":
      return value === null ? "null" : writeGuarded(value, around);
    // Numbers and bigints as their digits, NaN and Infinity as these words; true, false, undefined.
    case "number":
    case "bigint":
    case "boolean":
    case "undefined":
      return String(value);
    default:
      return typeof value;
  }
}

function writeGuarded(object: object, around: readonly object[]): string {
  try {
    return writeObject(object, around);
  } catch {
    return "throwing";
  }
}

/** As `JSON.stringify` does, an object's own `toJSON` has the first word, and what that gives has none. */
function writeObject(object: object, around: readonly object[]): string {
  if (around.includes(object)) return "circular";
  const { toJSON } = object as { toJSON?: unknown };
  if (typeof toJSON !== "function") return writeShape(object, around);
  const converted: unknown = toJSON.call(object);
  // JSON.stringify makes null of a date that is none.
  if (converted === null && object instanceof Date) return "NaN";
  if (typeof converted !== "object" || converted === null) return write(converted, around);
  return writeShape(converted, converted === object ? around : [...around, object]);
}

function writeShape(object: object, around: readonly object[]): string {
  const deeper = [...around, object];
  const isTooDeep = around.length >= MOST_DEPTH;
  if (Array.isArray(object)) {
    return isTooDeep ? "[]" : `[${Array.from(object, (item) => write(item, deeper)).join()}]`;
  }
  if (object instanceof String || object instanceof Number || object instanceof Boolean) {
    return write(object.valueOf(), around);
  }
  if (isClosed(object)) return "throwing";
  return isTooDeep ? "{}" : writeMembers(object, deeper);
}

function writeMembers(object: object, around: readonly object[]): string {
  const members: string[] = [];
  for (const name of Object.keys(object)) {
    const member = writeMember(object as Record<string, unknown>, name, around);
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${member}`);
  }
  return `{${members.join()}}`;
}

/** A member's value; nothing where it is undefined: then the member is left out, as `JSON.stringify` does. */
function writeMember(object: Record<string, unknown>, name: string, around: readonly object[]): string | undefined {
  let value: unknown;
  try {
    value = object[name];
  } catch {
    return "throwing";
  }
  return value === undefined ? undefined : write(value, around);
}

/** Whether it is an object of the language that keeps its content to itself: a Map, a Promise, an Error, bytes… */
function isClosed(object: object): boolean {
  return Object.prototype.toString.call(object) !== "[object Object]";
}
