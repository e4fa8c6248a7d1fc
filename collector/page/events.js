/** The events that the page knows, newest last, and which of them are shown. */

/** As many as a page can hold without becoming slow. */
const MOST_KEPT = 10_000;

/** What became of an event: `good`, `bad`, or `refused` by its tracker. */
export const verdictOf = (event) => event.refused ? "refused" : event.good ? "good" : "bad";

/** What an event is called in the list. */
export const nameOf = (event) => event.name ?? event.event ?? (event.refused ? "an event" : "a request that was lost");

/** Tells it from all others: what was refused is numbered apart. */
export const keyOf = (event) => `${event.refused ? "refused" : "event"}-${event.number}`;

function textOf(event) {
  const errors = (event.errors ?? []).map(({ code, at, message }) => `${code} ${at} ${message}`);
  const parts = [event.name, event.event, event.schema, event.event_id, event.app_id, event.tracker, ...(event.entities ?? []), ...errors];
  return parts.join("\n").toLowerCase();
}

export class Events {
  #kept = [];
  #texts = new WeakMap();

  add(events) {
    this.#kept.push(...events);
    if (this.#kept.length > MOST_KEPT) this.#kept.splice(0, this.#kept.length - MOST_KEPT);
  }

  clear() {
    this.#kept = [];
  }

  /**
   * At most `most` events, newest first, with this verdict (any, where it is empty) and all of these words.
   * Gives how many match in all, too.
   */
  matching(verdict, words, most) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = [];
    let total = 0;
    for (let index = this.#kept.length - 1; index >= 0; index -= 1) {
      const event = this.#kept[index];
      if ((verdict && verdictOf(event) !== verdict) || !wanted.every((word) => this.#text(event).includes(word))) continue;
      total += 1;
      if (shown.length < most) shown.push(event);
    }
    return { shown, total };
  }

  #text(event) {
    let text = this.#texts.get(event);
    if (text === undefined) {
      text = textOf(event);
      this.#texts.set(event, text);
    }
    return text;
  }
}
