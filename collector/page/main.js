/** Puts the page together: the feed fills the list, the list chooses what the detail shows. */
import { focusDetail, showDetail, showNothing } from "./detail.js";
import { byId } from "./dom.js";
import { Events } from "./events.js";
import { fetchEvent, fetchFields, follow, forgetAll } from "./feed.js";
import { List, MOST_LINES } from "./list.js";
import { Sparkline } from "./sparkline.js";

const CHOOSE = "Choose an event to see its fields, its entities and what their schemas say.";

const events = new Events();
const sparkline = new Sparkline(byId("throughput"));
const names = fetchFields().catch(() => ({}));
const tools = byId("tools");
const filter = byId("filter");
const list = new List(select);
let isPaused = false;
let skipped = 0;
/** The event that is wanted last: an answer to an earlier wish comes too late. */
let wanted;

async function select(event) {
  wanted = event;
  try {
    // Of what was refused there is no more than the list has.
    const whole = event.refused ? event : await fetchEvent(event.number);
    if (wanted === event) await showDetail(whole, await names);
  } catch {
    if (wanted === event) showNothing("The collector no longer keeps this event.");
  }
}

function say(text) {
  const notice = byId("notice");
  if (notice.textContent !== text) notice.textContent = text;
}

function show() {
  const { shown, total } = events.matching(tools.elements.verdict.value, filter.value, MOST_LINES);
  list.show(shown);
  const isFiltered = tools.elements.verdict.value !== "" || filter.value.trim() !== "";
  byId("empty").hidden = total > 0 || isFiltered;
  const more = byId("more");
  more.hidden = total === shown.length && !(isFiltered && total === 0);
  more.textContent = total === 0 ? "Nothing matches." : `The newest ${shown.length.toLocaleString()} of ${total.toLocaleString()}: filter to see others.`;
}

function count(news) {
  for (const name of ["total", "good", "bad", "refused"]) {
    byId(`count-${name}`).textContent = (news[name] ?? 0).toLocaleString();
  }
  sparkline.add(news.total, performance.now());
}

function forget() {
  events.clear();
  list.clear();
  wanted = undefined;
  skipped = 0;
  showNothing(CHOOSE);
}

function onNews(news) {
  count(news);
  if (news.restarted) forget();
  skipped += news.skipped;
  if (news.events.length > 0 || news.restarted) {
    events.add(news.events);
    show();
  }
  say(skipped > 0 ? `${skipped.toLocaleString()} events came too fast to be listed; they are counted.` : "");
}

const setPaused = follow(onNews, () => say("The collector does not answer. Trying again …"));

function togglePause() {
  isPaused = !isPaused;
  setPaused(isPaused);
  byId("pause").setAttribute("aria-pressed", String(isPaused));
  say(isPaused ? "Paused: events go on arriving, and are listed afterwards." : "");
}

function toggleKeys() {
  const help = byId("help");
  help.hidden = !help.hidden;
  byId("keys").setAttribute("aria-expanded", String(!help.hidden));
}

const KEYS = { "/": () => filter.focus(), p: togglePause, "?": toggleKeys, Escape: () => list.focus(), Enter: focusDetail };

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input[type=search]") !== null && event.key !== "Escape";
  const isButton = event.target.closest("button, summary, a, input[type=radio]") !== null && event.key === "Enter";
  const action = KEYS[event.key];
  if (!action || isTyping || isButton || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
});

tools.addEventListener("submit", (event) => event.preventDefault());
tools.addEventListener("input", show);
byId("pause").addEventListener("click", togglePause);
byId("keys").addEventListener("click", toggleKeys);
byId("forget").addEventListener("click", () => {
  forgetAll().catch(() => say("The collector does not answer."));
});
byId("address").textContent = location.origin;
showNothing(CHOOSE);
list.focus();
