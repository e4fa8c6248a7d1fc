/**
 * Values as tokens, as `JSON.stringify` would read them.
 *
 * But that silently turns what JSON does not have into `null` or nothing. Here such a value becomes a token that says what
 * kind of value it is, and the core reports it where it stands.
 */
import { Token } from "./codes.js";
import type { Stream } from "./stream.js";

/** As deep as the core reads, and a little: what is deeper it reports without looking inside. */
const MOST_DEPTH = 40;

const UNREADABLE = "an object that cannot be read";

/** Writes a value. Never throws. @param around the objects that it is in. */
export function writeValue(to: Stream, value: unknown, around: object[] = []): void {
  switch (typeof value) {
    case "string":
      return writeString(to, value);
    case "number":
      return writeText(to, Number.isFinite(value) ? Token.Number : Token.NotJson, String(value));
    case "boolean":
      return to.code(value ? Token.True : Token.False);
    case "object":
      return value === null ? to.code(Token.Null) : writeGuarded(to, value, around);
    case "bigint":
      return writeText(to, Token.Number, String(value));
    case "undefined":
      return writeText(to, Token.NotJson, "undefined");
    default:
      return writeText(to, Token.NotJson, `a ${typeof value}`);
  }
}

function writeText(to: Stream, token: Token, text: string): void {
  to.code(token);
  to.text(text);
}

function writeString(to: Stream, text: string): void {
  const { length } = to;
  to.code(Token.String);
  if (to.text(text)) return;
  to.backTo(length);
  to.code(Token.UnpairedString);
}

/** A getter, a proxy or a `toJSON` may throw: what was written of the object is then taken back. */
function writeGuarded(to: Stream, object: object, around: object[]): void {
  const { length } = to;
  const depth = around.length;
  try {
    writeObject(to, object, around);
  } catch {
    to.backTo(length);
    writeText(to, Token.NotJson, UNREADABLE);
  }
  around.length = depth;
}

/** As `JSON.stringify` does, an object's own `toJSON` has the first word, and what that gives has none. */
function writeObject(to: Stream, object: object, around: object[]): void {
  if (around.includes(object)) return writeText(to, Token.NotJson, "an object that contains itself");
  const { toJSON } = object as { toJSON?: unknown };
  if (typeof toJSON !== "function") return writeShape(to, object, around);
  const converted: unknown = toJSON.call(object);
  // JSON.stringify makes null of a date that is none.
  if (converted === null && object instanceof Date) return writeText(to, Token.NotJson, "NaN");
  if (typeof converted !== "object" || converted === null) return writeValue(to, converted, around);
  if (converted !== object) around.push(object);
  writeShape(to, converted, around);
}

function writeShape(to: Stream, object: object, around: object[]): void {
  const isTooDeep = around.length >= MOST_DEPTH;
  if (Array.isArray(object)) {
    around.push(object);
    to.code(Token.BeginArray);
    for (let index = 0; index < object.length && !isTooDeep; index++) writeValue(to, object[index], around);
    return to.code(Token.EndArray);
  }
  if (object instanceof String || object instanceof Number || object instanceof Boolean) {
    return writeValue(to, object.valueOf(), around);
  }
  if (isClosed(object)) return writeText(to, Token.NotJson, UNREADABLE);
  around.push(object);
  to.code(Token.BeginObject);
  if (!isTooDeep) for (const name of Object.keys(object)) writeMember(to, object as Members, name, around);
  to.code(Token.EndObject);
}

type Members = Record<string, unknown>;

/** A member, unless it is undefined: then it is left out, as `JSON.stringify` does. */
function writeMember(to: Stream, object: Members, name: string, around: object[]): void {
  let value: unknown;
  try {
    value = object[name];
  } catch {
    writeKey(to, name);
    return writeText(to, Token.NotJson, UNREADABLE);
  }
  if (value === undefined) return;
  writeKey(to, name);
  writeValue(to, value, around);
}

function writeKey(to: Stream, name: string): void {
  to.code(Token.Key);
  if (!to.text(name)) to.code(Token.UnpairedName);
}

/** Whether it is an object of the language that keeps its content to itself: a Map, a Promise, an Error, bytes… */
function isClosed(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  // Most objects are plain, and this is found out in a fraction of the time.
  if (prototype === Object.prototype || prototype === null) return false;
  return Object.prototype.toString.call(object) !== "[object Object]";
}
