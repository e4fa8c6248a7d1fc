/**
 * What the core's options may be. It says so itself wherever it is compiled in; here its words cost less than its code.
 * `tests/vectors/options.json` holds both to the same decisions and the same words.
 */
import { ConfigError } from "./errors.js";
import { TABLES } from "./tables.js";

/** The path of a collector's POST endpoint (Snowplow tracker protocol 2). */
const PATH = "/com.snowplowanalytics.snowplow/tp2";

/** The most UTF-16 units of each text: enrich's limits. */
const MOST_UNITS = { appId: 255, namespace: 128, trackerVersion: 100 } as const;

/** The platforms that enrich accepts. */
const PLATFORMS = ["web", "iot", "app", "mob", "pc", "cnsl", "tv", "srv", "headset"] as const;

/** The most characters of a value that an error shows. */
const SHOWN = 100;

const CONTROL = /[\0-\x1f\x7f-\x9f]/g;

/** The error for an option whose value may be shown. */
export function unusable(option: string, expected: string, found: unknown): ConfigError {
  const shown = Array.from(String(found)).slice(0, SHOWN).join("").replace(CONTROL, "\ufffd");
  return new ConfigError(option, `expected ${expected}, found "${shown}"`);
}

/**
 * Checks an option whose type is right.
 *
 * @throws ConfigError
 */
export function checkAllowed(option: string, value: unknown): void {
  if (Object.hasOwn(MOST_UNITS, option)) checkText(option, value as string, MOST_UNITS[option as keyof typeof MOST_UNITS]);
  else if (option === "platform") checkPlatform(value as string);
  else if (option === "batchBytes") checkBatchBytes(value as number);
  else if (/^max(Events|Bytes|Attempts)$|^batchEvents$/.test(option) && value === 0) throw unusable(option, "at least 1", 0);
  else if (option === "schemaVersions") checkVersions(value as Readonly<Record<string, string>>);
}

function checkText(option: string, text: string, most: number): void {
  if (text.length > 0 && text.length <= most && !/[\0-\x1f\x7f]/.test(text)) return;
  throw unusable(option, `1 to ${most} UTF-16 units, none of them a control character`, text);
}

function checkPlatform(platform: string): void {
  if ((PLATFORMS as readonly string[]).includes(platform)) return;
  throw unusable("platform", `one of ${PLATFORMS.map((one) => `"${one}"`).join(", ")}`, platform);
}

function checkBatchBytes(bytes: number): void {
  if (bytes < 1_000 || bytes > 1_000_000) throw unusable("batchBytes", "1000 to 1000000 bytes", bytes);
}

function checkVersions(versions: Readonly<Record<string, string>>): void {
  for (const [name, version] of Object.entries(versions)) {
    if (!TABLES.includes(`/${name}/jsonschema/`)) throw unusable("schemaVersions", "the name of a schema in the tracking plan", name);
    if (!/^\d{1,9}-\d{1,9}-\d{1,9}$/.test(version)) throw unusable("schemaVersions", "a SchemaVer such as 1-1-8", version);
  }
}

/**
 * Where requests go: a base URL gets the standard path, a URL with a path of its own is used as it is.
 *
 * @throws ConfigError that shows nothing of the URL
 */
export function endpointOf(collector: string): string {
  const refusal = whyNot(collector);
  if (refusal) throw new ConfigError("collector", `expected ${refusal[0]}, found ${refusal[1]}`);
  const slash = collector.indexOf("/", collector.indexOf("//") + 2);
  const [base, path] = slash < 0 ? [collector, ""] : [collector.slice(0, slash), collector.slice(slash)];
  return path.length > 1 ? collector : base + PATH;
}

/** What would do and what was met, where something is wrong. What comes first in the URL is told. */
function whyNot(collector: string): readonly [expected: string, found: string] | undefined {
  const example = "a URL such as https://snowplow.example";
  const colon = collector.indexOf(":");
  if (colon < 0) return [example, "a text without a scheme"];
  if (!/^https?$/i.test(collector.slice(0, colon))) return ["the scheme https or http", "another one"];
  if (!collector.startsWith("//", colon + 1)) return [example, "one without //"];
  const rest = collector.slice(colon + 3);
  const wrong = firstWrong(rest);
  if (wrong) return [wrong, "one that has them"];
  return /^(?:$|[/:])/.test(rest) ? ["a URL with a host", "one without"] : undefined;
}

/** What a URL should be without, by the first character that should not be behind its `//`. */
function firstWrong(rest: string): string | undefined {
  let isPath = false;
  for (const [character] of rest.matchAll(/[/?#@\0- \\\x7f]/g)) {
    if (character === "/") isPath = true;
    else if (character === "?" || character === "#") return "a URL without query and fragment";
    else if (character !== "@") return "a URL without spaces, backslashes and control characters";
    else if (!isPath) return "a URL without credentials";
  }
  return undefined;
}
