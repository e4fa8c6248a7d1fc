/** Takes an event apart into what can be read: its own data, its entities, its fields, and what is wrong where. */

/** A number of JSON as it was written: more digits than a double has must not be shown as others. */
class Written {
  constructor(source) {
    this.source = source;
  }
}

/** Reads JSON; gives `undefined` for what is none. */
export function parse(text) {
  try {
    return JSON.parse(text, (_, value, context) => {
      const isExact = typeof value !== "number" || context?.source === undefined || String(value) === context.source;
      return isExact ? value : new Written(context.source);
    });
  } catch {
    return undefined;
  }
}

/** A value of JSON as text on one line; numbers as they were written. */
export function show(value) {
  if (value instanceof Written) return value.source;
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    return `{${Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${show(item)}`).join(", ")}}`;
  }
  return JSON.stringify(value) ?? "";
}

/** The text of URL-safe or standard base64. */
function fromBase64(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

/** The keys that hold self-describing JSON: plain, and in base64. */
const DATA = ["ue_pr", "ue_px"];
const ENTITIES = ["co", "cx"];

function wrapped(parameters, [plain, encoded]) {
  if (parameters[plain] !== undefined) return { key: plain, value: parse(parameters[plain]) };
  if (parameters[encoded] !== undefined) return { key: encoded, value: parse(fromBase64(parameters[encoded]) ?? "") };
  return undefined;
}

/** A document inside the event: where it is, which schema it names, and its members. */
function documentOf(title, at, value) {
  const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
  return { title, at, schema: isObject && typeof value.schema === "string" ? value.schema : undefined, data: isObject ? value.data : value };
}

/** The event's own data, and its entities. */
export function documentsOf(parameters) {
  const documents = [];
  const own = wrapped(parameters, DATA);
  if (own) documents.push(documentOf("Event data", `${own.key}/data`, own.value?.data));
  const around = wrapped(parameters, ENTITIES);
  const entities = Array.isArray(around?.value?.data) ? around.value.data : [];
  entities.forEach((entity, index) => documents.push(documentOf("Entity", `${around.key}/data/${index}`, entity)));
  return documents;
}

/** The fields that are no documents. */
export function fieldsOf(parameters) {
  return Object.entries(parameters).filter(([key]) => ![...DATA, ...ENTITIES].includes(key));
}

/** A step of a JSON pointer as the member's name. */
const unescape = (step) => step.replaceAll("~1", "/").replaceAll("~0", "~");

/** Which of these names a message is about: the first that it quotes. */
function quotedName(message, names) {
  for (const [, quoted] of message.matchAll(/["'`]([^"'`]+)["'`]/g)) {
    if (names.includes(quoted)) return quoted;
  }
  return "";
}

/**
 * What is wrong inside the document at `at`: by the member it concerns. A member that is missing or not allowed is told at the
 * whole document; the message names it. What concerns the document itself is under the empty name.
 */
export function problemsIn(errors, { at, data }, schema) {
  const names = [...Object.keys(schema?.properties ?? {}), ...Object.keys(Object(data))];
  const found = new Map();
  for (const error of errors) {
    if (error.at !== at && !error.at.startsWith(`${at}/`)) continue;
    const [wrapper, member] = error.at.slice(at.length + 1).split("/");
    const isMember = wrapper === "data" && member !== undefined;
    const name = isMember ? unescape(member) : quotedName(error.message, names);
    found.set(name, [...(found.get(name) ?? []), error]);
  }
  return found;
}

/** The members to show of a document, those with something wrong first: it may lack them. */
export function rowsOf(data, problems) {
  const isObject = data !== null && typeof data === "object" && !Array.isArray(data);
  const rows = isObject ? Object.entries(data).map(([name, value]) => ({ name, text: show(value) })) : [];
  const [wrong, right] = [true, false].map((isWrong) => rows.filter(({ name }) => problems.has(name) === isWrong));
  const missing = [...problems.keys()].filter((name) => name !== "" && !rows.some((row) => row.name === name));
  return [...missing.map((name) => ({ name, text: undefined })), ...wrong, ...right];
}

/** A place inside an event in words: the document, and the member. A tracker that refused it told the schema. */
export function placeOf({ at, schema }, documents) {
  if (schema) return [schema.split("/")[1] ?? schema, shortPlaceOf(at)].filter(Boolean).join(" › ");
  const inside = documents.find((document) => at === document.at || at.startsWith(`${document.at}/`));
  if (!inside) return at.replace(/^\//, "").split("/").map(unescape).join(" › ");
  const name = inside.schema?.split("/")[1] ?? inside.title.toLowerCase();
  const path = at.slice(inside.at.length + 1).replace(/^data\/?/, "");
  return path ? `${name} › ${path.split("/").map(unescape).join(" › ")}` : name;
}

/** The end of a place, for a line with little room: the member of a document, or the protocol's key. */
export function shortPlaceOf(at) {
  return at.replace(/^(ue_p[rx]|co|cx)\/data(\/\d+)?(\/data)?\/?/, "").replace(/^\//, "").split("/").map(unescape).join(" › ");
}

/** What is wrong, without the schema: that stands above it. */
export const messageOf = ({ message }) => message.replace(/^iglu:\S+: /, "");
