/** A VS Code extension that asks for code suggestions. The same file runs on the desktop and in the browser. */
import { codeSuggestionsContext, createTracker, suggestionRequested } from "snowgauge";
import * as vscode from "vscode";

import { mementoStore } from "./memento.mjs";

/** One tracker for the life of the extension. */
let tracker;

/** Called by VS Code when the extension starts. */
export function activate(context) {
  const log = vscode.window.createOutputChannel("Suggestions", { log: true });
  tracker = createTracker({
    collector: vscode.workspace.getConfiguration("suggestions").get("collector"),
    appId: "gitlab-vscode",
    namespace: "suggestions",
    // Wherever the editor runs: unsaid, it would be `web` in the browser, and `srv` on a remote machine.
    platform: "app",
    // What a window leaves undelivered is sent by the next one of this workspace. VS Code writes the whole Memento at each
    // change, and warns of one of more than 512 KiB.
    store: mementoStore(context.workspaceState),
    maxBytes: 512 * 1024,
    onStore: ({ code }) => log.warn(`the store of events: ${code}`),
    // A wrong event is a mistake of ours: the user's command goes on.
    onInvalid: "report",
    onOutcome({ eventId, reason, violations }) {
      if (reason !== "delivered") log.info(`event ${eventId}: ${reason}`, ...violations.map(({ message }) => message));
    },
  });
  // The editor's own switch decides, now and when it is turned: events that wait are dropped then.
  tracker.setOptOut(!vscode.env.isTelemetryEnabled);
  context.subscriptions.push(
    log,
    vscode.env.onDidChangeTelemetryEnabled((isEnabled) => tracker.setOptOut(!isEnabled)),
    vscode.commands.registerCommand("suggestions.request", requestSuggestion),
  );
}

/** Called by VS Code before the extension ends. It waits for the promise, up to 5 seconds. */
export async function deactivate() {
  await tracker?.shutdown({ timeoutMs: 3000 });
}

/** The command. It tells how much code there is, and nothing of the code itself. Gives the event's id, for the tests. */
function requestSuggestion() {
  const { document, selection } = vscode.window.activeTextEditor ?? {};
  const cursor = document?.offsetAt(selection.active) ?? 0;
  const context = codeSuggestionsContext({
    prefix_length: cursor,
    suffix_length: (document?.getText().length ?? 0) - cursor,
    language: document?.languageId,
    gitlab_realm: "SaaS",
  });
  return tracker.track(suggestionRequested(), { entities: [context] });
}
