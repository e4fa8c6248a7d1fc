// What the tests share: where the repository is, sample events, and a host whose time and network the test decides.
import { existsSync, readFileSync } from "node:fs";
import { createTracker, gkgNamespaceEnabled, knowledgeGraphContext } from "snowgauge";

/** The repository's folder: the package under test is installed elsewhere. */
export const ROOT = new URL(`file://${process.env.SNOWGAUGE_ROOT ?? new URL("../..", import.meta.url).pathname}/`);

/** A golden data file of tests/vectors/. */
export function vectors(name) {
  const folder = process.env.SNOWGAUGE_VECTORS ? new URL(`file://${process.env.SNOWGAUGE_VECTORS}/`) : new URL("tests/vectors/", ROOT);
  if (!existsSync(folder)) throw new Error(`no ${folder.pathname}: set SNOWGAUGE_ROOT or SNOWGAUGE_VECTORS`);
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
}

export const context = knowledgeGraphContext({
  correlation_id: "d3f1a2b4-7e8c-4c11-9f52-3d2c1b0a9f8e",
  namespace_id: "14523891",
  root_namespace_id: "9812345",
  user_type: "bot",
  source_type: "cli",
  tool_name: "query_graph",
  tier: "ultimate",
  deployment_type: "com",
});

/** A valid event; the user's id tells it from others. */
export const enabled = (user = "8819234") => gkgNamespaceEnabled({ namespace_type: "group", enabled_by_user_id: user });

/** A tracker on a host whose time stands still and whose requests wait for the test's answer. */
export function trackerOn(host, options = {}) {
  return createTracker({ collector: "http://collector.test", appId: "test", ...host.options, ...options });
}

export class Host {
  /** Each request made, with `events` (the payloads in it), `answer(status, headers)` and `fail()`. */
  requests = [];
  outcomes = [];
  wall = 1_764_000_000_000;
  mono = 1_000;
  #count = 0;

  options = {
    clock: { now: () => this.wall, monotonic: () => this.mono },
    random: (bytes) => bytes.fill(++this.#count),
    fetch: (url, init) => this.#request(url, init),
    onOutcome: (outcome) => this.outcomes.push(outcome),
  };

  #request(url, init) {
    const body = new TextDecoder().decode(init.body);
    const { promise, resolve, reject } = withResolvers();
    const answer = (status, headers = {}) => resolve({ status, headers: new Headers(headers) });
    const request = { url, init, body, events: JSON.parse(body).data, answer, fail: () => reject(new TypeError("fetch failed")) };
    this.requests.push(request);
    return promise;
  }

  /** Lets time pass on the clocks, and for the mocked timers of `context`. */
  async pass(context, milliseconds) {
    this.wall += milliseconds;
    this.mono += milliseconds;
    context.mock.timers.tick(milliseconds);
    await settled();
  }

  /** Answers the newest request and lets that be dealt with. */
  async answer(status, headers) {
    this.requests.at(-1).answer(status, headers);
    await settled();
  }
}

function withResolvers() {
  const resolvers = {};
  resolvers.promise = new Promise((resolve, reject) => Object.assign(resolvers, { resolve, reject }));
  return resolvers;
}

const immediate = setImmediate;

/** When all promises that could be settled are. */
export async function settled() {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => immediate(resolve));
}
