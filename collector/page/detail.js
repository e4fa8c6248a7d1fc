/** One event: what is wrong with it, its data and entities beside what their schemas say, and its fields. */
import { byId, element } from "./dom.js";
import { nameOf, verdictOf } from "./events.js";
import { documentsOf, fieldsOf, messageOf, placeOf, problemsIn, rowsOf } from "./read.js";
import { fetchSchema, typeOf } from "./schemas.js";

const detail = byId("detail");

const EXPLAINED = {
  good: "Snowplow would load it.",
  bad: "Snowplow would take it, answer 200, and drop it.",
  refused: "Its tracker did not send it, and told its host so.",
};

/** Parameters and errors of an event as `/collector/events/N` tells it. */
function partsOf(event) {
  const whole = event.event_json ?? {};
  const parameters = whole.rawEvent?.parameters ?? {};
  return { parameters, errors: event.errors ?? [], body: whole.collectorPayload?.body, columns: whole.event };
}

function head(event) {
  const verdict = verdictOf(event);
  const facts = [["event id", event.event_id], ["received", event.time], ["app id", event.app_id], ["tracker", event.tracker], ["reason", event.reason], ["size", event.bytes === undefined ? undefined : `${event.bytes.toLocaleString()} bytes`]];
  const list = element("dl", { class: "facts" });
  for (const [name, value] of facts) {
    if (value) list.append(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  }
  return element("header", { class: verdict }, element("h2", {}, nameOf(event)), element("p", { class: "explained" }, element("strong", {}, verdict), ` ${EXPLAINED[verdict]}`), list);
}

function reasons(errors, documents, verdict) {
  if (errors.length === 0) return undefined;
  const title = errors.length === 1 ? `Why it is ${verdict}` : `Why it is ${verdict}: ${errors.length} reasons`;
  const items = errors.map((error) => element(
    "li",
    {},
    element("strong", {}, placeOf(error, documents)),
    element("span", {}, messageOf(error)),
    element("code", { title: `where in the request: ${error.at}` }, error.code),
  ));
  return element("section", { class: "reasons" }, element("h3", {}, title), element("ol", {}, ...items));
}

function table(headings, rows) {
  const cells = (tag, values) => values.map((value) => element(tag, tag === "th" ? { scope: "col" } : {}, value));
  return element("table", {}, element("thead", {}, element("tr", {}, ...cells("th", headings))), element("tbody", {}, ...rows));
}

/** What is wrong with a row, to stand under its value. */
const wrong = (problems) => problems.map((problem) => element("p", { class: "wrong" }, messageOf(problem)));

function row({ name, text }, property, problems) {
  const value = text === undefined ? element("em", {}, "missing") : element("code", {}, text);
  return element(
    "tr",
    { class: problems.length > 0 ? "bad" : undefined },
    element("th", { scope: "row" }, name),
    element("td", {}, value, ...wrong(problems)),
    element("td", { class: "about" }, property?.description ?? "", element("small", {}, typeOf(property))),
  );
}

/** The section of a document, and whether something is wrong with it. */
async function documentSection(document, errors) {
  const schema = await fetchSchema(document.schema ?? "");
  const problems = problemsIn(errors, document, schema);
  const rows = rowsOf(document.data, problems);
  const [, name, , version] = (document.schema ?? "").split("/");
  const isBad = problems.size > 0;
  const section = element(
    "section",
    { class: isBad ? "bad" : undefined },
    element("h3", {}, `${document.title}: `, element("span", { title: document.schema }, name ?? "without a schema"), element("small", {}, version ?? "")),
    schema?.description && element("p", { class: "about" }, schema.description),
    ...wrong(problems.get("") ?? []),
    table(["field", "value", "what it is"], rows.map((shown) => row(shown, schema?.properties?.[shown.name], problems.get(shown.name) ?? []))),
  );
  return { section, isBad };
}

function fieldSection(parameters, errors, names) {
  const fields = fieldsOf(parameters);
  if (fields.length === 0) return undefined;
  const rows = fields.map(([key, value]) => {
    const problems = errors.filter(({ at }) => at === key);
    return element(
      "tr",
      { class: problems.length > 0 ? "bad" : undefined },
      element("th", { scope: "row" }, key),
      element("td", {}, element("code", {}, value), ...wrong(problems)),
      element("td", { class: "about" }, names[key] ?? ""),
    );
  });
  return element("section", {}, element("h3", {}, "Fields of the protocol"), table(["key", "value", "column in the warehouse"], rows));
}

function raw(event) {
  const text = JSON.stringify(event.event_json ?? event, null, 2);
  return element("details", {}, element("summary", {}, "All of it, as JSON"), element("pre", {}, text));
}

/** Shows an event; `names` has the warehouse's column of each protocol key. */
export async function showDetail(event, names) {
  const { parameters, errors, body } = partsOf(event);
  const documents = documentsOf(parameters);
  const sections = await Promise.all(documents.map((document) => documentSection(document, errors)));
  const parts = [
    head(event),
    reasons(errors, documents, verdictOf(event)),
    ...sections.filter(({ isBad }) => isBad).map(({ section }) => section),
    ...sections.filter(({ isBad }) => !isBad).map(({ section }) => section),
    fieldSection(parameters, errors, names),
    body ? element("section", {}, element("h3", {}, "The request's body"), element("pre", {}, body)) : undefined,
    raw(event),
  ];
  detail.replaceChildren(...parts.filter(Boolean));
  detail.scrollTop = 0;
}

/** Says that there is nothing to show, and why. */
export function showNothing(text) {
  detail.replaceChildren(element("p", { class: "nothing" }, text));
}

/** Puts the keyboard into the event. */
export const focusDetail = () => detail.focus();
