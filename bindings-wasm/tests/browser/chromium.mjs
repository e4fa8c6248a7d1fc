// A Chromium that talks to nobody but this machine.
import { accessSync, constants } from "node:fs";
import { chromium } from "playwright-core";

const BROWSER = process.env.CHROMIUM || "/usr/bin/chromium";

/** Nothing that talks to others, and nothing that a machine without display lacks. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-quic",
  "--disable-sync",
  "--metrics-recording-only",
  "--no-first-run",
  "--no-pings",
];

/** Starts it. */
export async function launch() {
  try {
    accessSync(BROWSER, constants.X_OK);
  } catch {
    throw new Error(`no browser at ${BROWSER}: install Chromium (apt-get install chromium), or set CHROMIUM to one`);
  }
  return chromium.launch({ executablePath: BROWSER, args: FLAGS });
}
