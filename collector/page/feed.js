/** Asks the collector for what is new, about once a second. */

const PERIOD_MS = 1000;
const MOST_PER_REQUEST = 1000;

/** When more than this is unread, the oldest of it is skipped: nobody reads a hundred thousand lines a second. */
const MOST_BEHIND = 5000;

/** Where to read on: the number of the last event that was read, or that is skipped. */
export function nextAfter(after, { first, last }) {
  if (last < after) return 0;
  return Math.max(after, first - 1, last - MOST_BEHIND);
}

async function ask(path, options) {
  const response = await fetch(path, { cache: "no-store", ...options });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** One event, whole. */
export const fetchEvent = (number) => ask(`/collector/events/${number}`);

/** Has the collector forget everything. */
export const forgetAll = () => ask("/micro/reset", { method: "POST" });

/** What each field of the protocol is called in the warehouse. */
export const fetchFields = () => ask("/collector/fields");

/** What is wrong, without the place before it and the code behind it: the page shows both apart. */
export function bareMessage({ code, pointer, message }) {
  const text = message.startsWith(`${pointer}: `) ? message.slice(pointer.length + 2) : message;
  const end = text.lastIndexOf(` [${code}`);
  return end < 0 ? text : text.slice(0, end);
}

const byTime = (first, second) => first.time.localeCompare(second.time);

/** What trackers have refused since, as events of the list. */
async function askRefused(after) {
  const { total, events } = await ask(`/collector/refused?after=${after}&limit=${MOST_PER_REQUEST}`);
  const errors = ({ violations }) => violations.map((violation) => ({ ...violation, at: violation.pointer, message: bareMessage(violation) }));
  return { total, events: events.map((event) => ({ ...event, refused: true, errors: errors(event) })) };
}

/**
 * Calls `onNews` with every answer, and `onTrouble` when there is none. Gives the function that lets it wait and go on.
 * An answer that begins anew, after a reset, is told by `restarted`.
 */
export function follow(onNews, onTrouble) {
  let after = 0;
  let afterRefused = 0;
  let isPaused = false;
  async function step() {
    if (isPaused) return setTimeout(step, PERIOD_MS);
    let behind = false;
    try {
      const news = await ask(`/collector/events?after=${after}&limit=${MOST_PER_REQUEST}`);
      const refused = await askRefused(afterRefused);
      const restarted = news.last < after || refused.total < afterRefused;
      const events = restarted ? [] : [...news.events, ...refused.events].sort(byTime);
      const read = restarted ? 0 : (news.events.at(-1)?.number ?? after);
      after = nextAfter(read, news);
      afterRefused = restarted ? 0 : (refused.events.at(-1)?.number ?? afterRefused);
      behind = restarted || after < news.last;
      onNews({ ...news, events, refused: refused.total, restarted, skipped: restarted ? 0 : after - read });
    } catch {
      onTrouble();
    }
    return setTimeout(step, behind ? 0 : PERIOD_MS);
  }
  step();
  return (paused) => {
    isPaused = paused;
  };
}
