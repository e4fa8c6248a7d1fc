// Windows of VS Code, in Chromium: what a test does with them.

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
    await this.page.evaluate(async (wanted) => {
      const isSo = async () => String((await window.keptEvents()).sort()) === wanted;
      while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
    }, String([...ids].sort()));
  }

  /** Switches to a new profile, for which VS Code ends its extension host and starts another one. */
  async restartExtensions() {
    await this.execute("workbench.profiles.actions.createTemporaryProfile");
  }
}

/** How a window may end; the workspace is then opened again. */
export const ENDS = {
  closed: ({ page }) => page.close(),
  "navigated away": ({ page }) => page.goto("about:blank"),
  crashed: ({ page }) => Promise.all([page.waitForEvent("crash"), page.goto("chrome://crash").catch(() => {})]),
};
