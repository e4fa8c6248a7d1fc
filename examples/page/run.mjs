/** Serves the page, uses it in a headless Chromium as a person would, and prints what it tells at the end. */
import { chromium } from "playwright-core";

import { serve } from "./serve.mjs";

const collector = process.argv[2];
const server = await serve(collector);
// --no-sandbox: Chromium's sandbox cannot be set up by root, which is who runs in most containers.
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  page.on("console", (message) => console.error(`page: ${message.text()}`));
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  await page.goto(`${server.url}/?collector=${encodeURIComponent(collector)}`);
  const clicks = await use(page);
  const line = await page.evaluate(async (expected) => (await import("./mistakes.mjs")).finish(expected), clicks);
  console.log(`${clicks} clicks in ${browser.browserType().name()} ${browser.version()}, from ${server.url}`);
  // The line that `make demo` reads; see examples/README.md.
  console.log(JSON.stringify(line));
} finally {
  await browser.close();
  server.close();
}

/** Searches and looks up the schema; gives the number of clicks, each of which is one event. */
async function use(page) {
  let clicks = 0;
  const click = async (name, answer) => {
    await page.getByRole("button", { name }).click();
    await page.getByText(answer).waitFor();
    clicks += 1;
  };
  for (const [number, entity] of ["MergeRequest", "Pipeline", "nothing", "Définition"].entries()) {
    for (let hops = 0; hops <= 5; hops += 1) {
      await page.getByLabel("kind of node").fill(entity);
      await page.getByLabel("Hops").fill(String(hops));
      await click("Search", number === 2 ? /^0 rows/ : `${entity.length * (1 + hops)} rows`);
    }
    await click("Show the schema", "MergeRequest, Pipeline, Definition");
  }
  return clicks;
}
