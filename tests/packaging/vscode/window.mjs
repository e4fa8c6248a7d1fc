// Windows of VS Code, in Chromium: what a test does with them.

import { until } from "./collector.mjs";

/** The ids of the events that VS Code has in IndexedDB, as the extension's Memento of the workspace. */
export async function kept(page) {
  const ids = await page.evaluate(async () => {
    const answer = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }));
    const names = (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith("vscode-web-state-db-"));
    const mementos = [];
    for (const name of names) {
      const database = await answer(indexedDB.open(name));
      const table = database.transaction("ItemTable").objectStore("ItemTable");
      mementos.push(JSON.parse((await answer(table.get("example.suggestions"))) ?? "{}"));
      database.close();
    }
    return mementos.flatMap(Object.keys).map((key) => key.split(".").pop());
  });
  return ids.sort();
}

/** Opens a window: a tab of this browser profile. */
export async function openWindow(profile, url) {
  const page = await profile.newPage();
  await page.goto(url);
  return new Window(page);
}

class Window {
  constructor(page) {
    this.page = page;
  }

  /** Executes a command as an extension does; gives what the command gives. */
  async execute(...command) {
    await this.page.waitForFunction(() => "commands" in window);
    return this.page.evaluate((given) => window.commands.executeCommand(...given), command);
  }

  /** The extension's command: so many suggestions; gives the ids of the events. */
  async request(count = 1) {
    const ids = [];
    while (ids.length < count) ids.push(await this.execute("suggestions.request"));
    return ids;
  }

  /** Changes a setting as a user does. */
  set(name, value) {
    return this.execute("test.set", name, value);
  }

  /** When these events, and no others, are where they outlive the window: VS Code writes a Memento somewhat later than it says. */
  async keeps(ids) {
    const wanted = String([...ids].sort());
    await until(async () => String(await kept(this.page)) === wanted, () => `not [${wanted}] is kept`);
  }

  /** Switches to a new profile, for which VS Code ends its extension host and starts another one. */
  async restartExtensions() {
    await this.execute("workbench.profiles.actions.createTemporaryProfile");
  }
}

/** Closes a window as a user does: VS Code is told before. */
export function close(page) {
  return Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
}

/** How a window may end; the workspace is then opened again. */
export const ENDS = {
  closed: ({ page }) => close(page),
  "navigated away": ({ page }) => page.goto("about:blank"),
  crashed: ({ page }) => Promise.all([page.waitForEvent("crash"), page.goto("chrome://crash").catch(() => {})]),
};
