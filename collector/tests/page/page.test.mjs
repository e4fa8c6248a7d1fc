// The page in Chromium, on the real collector.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { event, launch, post, send, startCollector } from "./support.mjs";

const HOSTILE = `"><img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>{{7*7}}\u202e`;

let browser;
let collector;
let page;
/** What the page asked for, and what it complained of. */
let asked;
let complaints;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

beforeEach(async () => {
  collector = await startCollector();
  await open({ colorScheme: "light" });
});
afterEach(async () => {
  await page.close();
  await collector.stop();
});

async function open(options) {
  page = await browser.newPage({ viewport: { width: 1280, height: 760 }, ...options });
  if (options.hasOwnClock) await page.clock.install();
  asked = [];
  complaints = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(collector.url);
}

const lines = () => page.locator("#list li");
const detail = () => page.locator("#detail");

async function choose(name) {
  await lines().filter({ hasText: name }).first().click();
  await detail().locator("h2").waitFor();
}

test("events appear by themselves, newest first, and are counted", async () => {
  await page.getByText("No events yet.").waitFor();
  await send(collector.url, event());
  await page.getByText("good", { exact: true }).nth(1).waitFor();
  await send(collector.url, event({ fields: { se_ac: "second" } }), event({ context: { tier: "gold" } }));
  await lines().nth(2).waitFor();
  assert.deepEqual(await lines().locator(".verdict").allTextContents(), ["bad", "good", "good"]);
  assert.equal(await lines().nth(1).locator(".name").textContent(), "second");
  const counts = ["total", "good", "bad", "refused"].map((name) => page.locator(`#count-${name}`).textContent());
  assert.deepEqual(await Promise.all(counts), ["3", "2", "1", "0"]);
  assert.deepEqual(complaints, []);
});

test("a bad event says where it is wrong, beside what the schema says", async () => {
  await send(collector.url, event({ context: { tier: "gold", user_type: undefined } }));
  await choose("gkg_schema_introspected");
  const reasons = await detail().locator(".reasons li").allTextContents();
  assert.equal(reasons.length, 2, reasons.join());
  assert.match(reasons.join(), /knowledge_graph_context › tier/);
  const section = detail().locator("section.bad", { hasText: "Entity: knowledge_graph_context" });
  const rows = section.locator("tbody tr.bad");
  assert.deepEqual(await rows.locator("th").allTextContents(), ["user_type", "tier"]);
  assert.match(await rows.nth(0).textContent(), /missing.*required/);
  assert.match(await rows.nth(1).textContent(), /"gold"/);
  assert.ok((await rows.nth(1).locator("td.about").textContent()).length > 20, "the schema's description");
});

test("what a tracker refused is there too, with what it told its host", async () => {
  const violations = [{ code: "enum", pointer: "/tier", message: '/tier: expected "free" or "premium", found another text [enum]', schema: null }];
  const told = { event_id: crypto.randomUUID(), name: "gkg_query_executed", app_id: HOSTILE, reason: "invalid", violations };
  await post(`${collector.url}/collector/refused`, JSON.stringify([told]));
  await send(collector.url, event());
  await choose("gkg_query_executed");
  assert.equal(await page.locator("#count-refused").textContent(), "1");
  assert.match(await detail().locator(".reasons li").textContent(), /^tierexpected "free" or "premium", found another textenum$/);
  await page.getByText("Refused", { exact: true }).click();
  assert.deepEqual(await lines().locator(".verdict").allTextContents(), ["refused"]);
  const answer = await fetch(`${collector.url}/collector/refused`, { method: "POST", body: "5" });
  assert.equal(answer.status, 400);
});

test("numbers are shown as they were sent", async () => {
  const data = '{"schema_version":"2.1.0","domain_filter":null,"n":9007199254740993,"m":[1.0,1e400]}';
  const sent = event();
  sent.co = sent.co.replace('{"schema_version":"2.1.0","domain_filter":null}', data);
  await send(collector.url, sent);
  await choose("gkg_schema_introspected");
  const row = (name) => detail().locator("tbody tr", { has: page.locator("th", { hasText: new RegExp(`^${name}$`) }) });
  assert.equal(await row("n").locator("td code").first().textContent(), "9007199254740993");
  assert.equal(await row("m").locator("td code").first().textContent(), "[1.0, 1e400]");
});

test("what an event holds is shown, never run", async () => {
  const data = { schema_version: HOSTILE, [HOSTILE]: HOSTILE, domain_filter: null };
  const fields = { aid: HOSTILE, se_ac: HOSTILE, se_ca: HOSTILE, tv: HOSTILE, eid: HOSTILE, url: HOSTILE, [HOSTILE]: HOSTILE };
  await send(collector.url, event({ fields, data, context: { tier: HOSTILE } }));
  await post(`${collector.url}/com.snowplowanalytics.snowplow/tp2`, HOSTILE);
  await lines().nth(1).waitFor();
  for (const index of [0, 1]) {
    await lines().nth(index).click();
    await detail().getByText("All of it, as JSON").click();
    await detail().locator("pre").first().waitFor();
    assert.equal(await page.locator("main img, main script, main iframe").count(), 0);
  }
  assert.match(await page.locator("body").innerText(), /onerror=/, "the text itself is there");
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  assert.deepEqual(complaints, []);
});

test("nothing is asked of anybody else", async () => {
  await send(collector.url, event());
  await choose("gkg_schema_introspected");
  assert.ok(asked.length > 10, `${asked.length} requests`);
  assert.deepEqual(asked.filter((url) => !url.startsWith(`${collector.url}/`) && !url.startsWith("data:")), []);
});

test("markup cannot become script, even by a mistake in the page", async () => {
  const answer = await fetch(collector.url);
  assert.match(answer.headers.get("content-security-policy"), /default-src 'none'; script-src 'self';.*require-trusted-types-for 'script'/);
  const refused = await page.evaluate(() => {
    try {
      document.body.innerHTML = "<b>no</b>";
      return false;
    } catch {
      return true;
    }
  });
  assert.ok(refused);
});

test("the filter takes words and a verdict", async () => {
  await send(collector.url, event({ fields: { se_ac: "first", aid: "one" } }), event({ fields: { se_ac: "second", aid: "two" } }), event({ context: { tier: "gold" } }));
  await lines().nth(2).waitFor();
  await page.getByLabel("Filter").fill("SECOND two");
  assert.deepEqual(await lines().locator(".name").allTextContents(), ["second"]);
  await page.getByLabel("Filter").fill("nothing like it");
  await page.getByText("Nothing matches.").waitFor();
  await page.getByLabel("Filter").fill("");
  await page.getByText("Bad", { exact: true }).click();
  assert.deepEqual(await lines().locator(".verdict").allTextContents(), ["bad"]);
});

test("it can be used from the keyboard alone", async () => {
  await send(collector.url, event({ fields: { se_ac: "first" } }), event({ fields: { se_ac: "second" } }));
  await lines().nth(1).waitFor();
  const title = () => detail().locator("h2").textContent();
  const press = async (key, expected) => {
    await page.keyboard.press(key);
    await detail().locator("h2", { hasText: expected }).waitFor();
  };
  await press("ArrowDown", "second");
  await press("ArrowDown", "first");
  assert.equal(await page.locator("#list").getAttribute("aria-activedescendant"), await lines().nth(1).getAttribute("id"));
  await press("Home", "second");
  await press("End", "first");
  await page.keyboard.press("/");
  await page.keyboard.type("second p?");
  assert.equal(await page.getByLabel("Filter").inputValue(), "second p?", "typing is no command");
  await page.getByLabel("Filter").fill("");
  await page.keyboard.press("Escape");
  await press("ArrowUp", "second");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "detail");
  await page.keyboard.press("?");
  assert.ok(await page.locator("#help").isVisible());
  await page.keyboard.press("p");
  assert.equal(await page.getByRole("button", { name: "Pause" }).getAttribute("aria-pressed"), "true");
  assert.equal(await title(), "second");
});

test("a pause lists later what arrived meanwhile", async () => {
  await page.close();
  await open({ hasOwnClock: true });
  await send(collector.url, event());
  await page.clock.runFor(2000);
  await lines().first().waitFor();
  await page.getByRole("button", { name: "Pause" }).click();
  const questions = () => asked.filter((url) => url.includes("/collector/events?")).length;
  const before = questions();
  await send(collector.url, event());
  await page.clock.runFor(60_000);
  assert.equal(questions(), before, "a page that is paused asks for nothing");
  assert.equal(await lines().count(), 1);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.clock.runFor(2000);
  await lines().nth(1).waitFor();
});

test("forgetting empties the collector and the page", async () => {
  await send(collector.url, event());
  await choose("gkg_schema_introspected");
  await page.getByRole("button", { name: "Forget all" }).click();
  await page.getByText("No events yet.").waitFor();
  assert.equal(await lines().count(), 0);
  assert.deepEqual(await (await fetch(`${collector.url}/micro/all`)).json(), { total: 0, good: 0, bad: 0 });
  await send(collector.url, event({ fields: { se_ac: "after" } }));
  await lines().filter({ hasText: "after" }).waitFor();
});

test("a collector that is away is told, and found again", async () => {
  await collector.stop();
  await page.getByText("The collector does not answer.").waitFor();
  collector = await startCollector("--port", String(collector.port));
  await send(collector.url, event());
  await lines().first().waitFor();
  assert.equal(await page.locator("#notice").textContent(), "");
});

/** The contrast of two colors, as WCAG 2 defines it. */
function contrast(first, second) {
  const luminance = (color) => {
    const [r, g, b] = color.match(/\d+/g).map((part) => Number(part) / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [lighter, darker] = [luminance(first), luminance(second)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

for (const colorScheme of ["light", "dark"]) {
  test(`${colorScheme}: every text can be read`, async () => {
    await page.close();
    await open({ colorScheme });
    await send(collector.url, event(), event({ fields: { eid: "7" } }), event(), event({ context: { tier: "gold", user_type: undefined } }));
    await choose("gkg_schema_introspected");
    const texts = await page.evaluate(() => {
      const groundOf = (element) => {
        const color = getComputedStyle(element).backgroundColor;
        return color === "rgba(0, 0, 0, 0)" && element.parentElement ? groundOf(element.parentElement) : color;
      };
      const elements = [...document.querySelectorAll("body *")].filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && one.checkVisibility());
      return elements.map((one) => ({ text: one.textContent.slice(0, 40), color: getComputedStyle(one).color, ground: groundOf(one) }));
    });
    // For docs/: scripts/test-page.sh says how.
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/collector-page-${colorScheme}.png` });
    assert.ok(texts.length > 50, `${texts.length} texts`);
    for (const { text, color, ground } of texts) {
      assert.ok(contrast(color, ground) >= 4.5, `${text}: ${color} on ${ground} is ${contrast(color, ground).toFixed(2)}`);
    }
  });
}

test("a flood is counted, and does not stop the page", async () => {
  const batch = Array.from({ length: 1000 }, () => event({ fields: { se_ac: "flood" } }));
  for (let index = 0; index < 8; index += 1) await send(collector.url, ...batch);
  await send(collector.url, event({ fields: { se_ac: "last" } }));
  await lines().filter({ hasText: "last" }).waitFor();
  assert.equal(await page.locator("#count-total").textContent(), (8001).toLocaleString("en"));
  assert.equal(await lines().count(), 500);
  assert.match(await page.locator("#throughput-text").textContent(), /at most [1-9]/);
});
