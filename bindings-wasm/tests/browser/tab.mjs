// Runs in the page: a tracker, with or without a store, for the test to use.
import { createTracker, gkgNamespaceEnabled, knowledgeGraphContext, webStorage } from "./package/index.mjs";
import { indexedDbStore } from "./stores/indexed-db.mjs";

const context = knowledgeGraphContext({
  correlation_id: "1", namespace_id: "1", root_namespace_id: "1", user_type: "bot", source_type: "cli",
  tool_name: "query_graph", tier: "ultimate", deployment_type: "com",
});

let store;
let failures = () => {};

window.notices = [];

/** How stores are made. */
const STORES = { IndexedDB: () => indexedDbStore("events"), localStorage: () => webStorage(() => localStorage), none: () => {} };

window.begin = (collector, kind, linger = 10) => {
  store = STORES[kind]();
  const onStore = ({ code, error }) => window.notices.push(`${code}: ${error?.name}`);
  const counted = async (url, init) => {
    const response = await fetch(url, init);
    failures();
    return response;
  };
  window.tracker = createTracker({ collector, appId: "tab", linger, store, onStore, fetch: counted });
};

window.track = (count) =>
  Array.from({ length: count }, (_, user) =>
    window.tracker.track(gkgNamespaceEnabled({ namespace_type: "group", enabled_by_user_id: `${user}` }), { entities: [context] }),
  );

/** How many events the store has. */
window.kept = async () => {
  let count = 0;
  for await (const _ of await store.load()) count += 1;
  return count;
};

/** When the store has the 20 events that were tracked. */
window.written = async () => {
  while ((await window.kept()) < 20) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** When the next request has been answered. */
window.failed = () =>
  new Promise((resolve) => {
    failures = resolve;
    void window.tracker.flush();
  });

/** Fills localStorage to its last byte. */
window.fill = () => {
  let filling = "";
  for (let length = 2 ** 23; length >= 1; length = Math.floor(length / 2)) {
    try {
      localStorage.setItem("filling", filling + "x".repeat(length));
      filling += "x".repeat(length);
    } catch {
      // Less, then.
    }
  }
};
