/** The list of events: one line each, one of them selected. */
import { byId, element } from "./dom.js";
import { keyOf, nameOf, verdictOf } from "./events.js";
import { messageOf, shortPlaceOf } from "./read.js";

/** How many lines the page draws. */
export const MOST_LINES = 500;

const list = byId("list");

/** The time of day of an ISO timestamp, which is UTC, as the reader's clock shows it. */
function timeOfDay(time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleTimeString(undefined, { hour12: false });
}

/** The first thing that is wrong with an event, in one line. */
function reasonOf({ errors: [error] = [] }) {
  return error && [shortPlaceOf(error.at), messageOf(error)].filter(Boolean).join(": ");
}

function line(event, isSelected) {
  const verdict = verdictOf(event);
  const reason = reasonOf(event);
  return element(
    "li",
    { id: keyOf(event), role: "option", class: verdict, "aria-selected": String(isSelected) },
    element("span", { class: "verdict" }, verdict),
    element("span", { class: "name" }, nameOf(event)),
    element("span", { class: "from" }, event.app_id ?? ""),
    element("time", { datetime: event.time, title: event.time }, timeOfDay(event.time)),
    reason && element("span", { class: "reason" }, reason),
  );
}

export class List {
  #shown = [];
  #selected;
  #onSelect;

  constructor(onSelect) {
    this.#onSelect = onSelect;
    list.addEventListener("click", ({ target }) => this.#choose(target.closest("li")?.id));
    list.addEventListener("keydown", (event) => this.#move(event));
  }

  /** Draws these lines anew; where the selected one stays, so does the place that is looked at. */
  show(events) {
    this.#shown = events;
    const top = list.scrollTop;
    const before = list.scrollHeight;
    list.replaceChildren(...events.map((event) => line(event, keyOf(event) === this.#selected)));
    // New lines come in above: who has scrolled down goes on reading the same one.
    if (top > 0) list.scrollTop = top + list.scrollHeight - before;
    this.#tellActive();
  }

  clear() {
    this.#selected = undefined;
    this.show([]);
  }

  focus() {
    list.focus();
  }

  #choose(key) {
    const event = this.#shown.find((shown) => keyOf(shown) === key);
    if (event) this.#select(event);
  }

  #select(event) {
    const old = list.querySelector("[aria-selected=true]");
    old?.setAttribute("aria-selected", "false");
    this.#selected = keyOf(event);
    const now = byId(keyOf(event));
    now?.setAttribute("aria-selected", "true");
    now?.scrollIntoView({ block: "nearest" });
    this.#tellActive();
    this.#onSelect(event);
  }

  #tellActive() {
    const isShown = this.#shown.some((event) => keyOf(event) === this.#selected);
    if (isShown) list.setAttribute("aria-activedescendant", this.#selected);
    else list.removeAttribute("aria-activedescendant");
  }

  #move(event) {
    const last = this.#shown.length - 1;
    const now = this.#shown.findIndex((event) => keyOf(event) === this.#selected);
    const moves = { ArrowDown: now + 1, ArrowUp: now - 1, PageDown: now + 10, PageUp: now - 10, Home: 0, End: last };
    const wanted = moves[event.key];
    if (wanted === undefined || last < 0) return;
    event.preventDefault();
    this.#select(this.#shown[Math.min(Math.max(wanted, 0), last)]);
  }
}
