// The local collector, as these tests use it.
import assert from "node:assert/strict";
import { startCollector } from "../../../collector/tests/page/support.mjs";

export class Collector {
  static async start() {
    return new Collector(await startCollector());
  }

  constructor({ url, stop }) {
    this.url = url;
    this.stop = stop;
  }

  async #ask(path, init) {
    return (await fetch(this.url + path, init)).json();
  }

  /** Forgets all events, and works. */
  async reset() {
    await this.recover();
    await this.#ask("/micro/reset");
  }

  /** Treats requests so from now on. */
  fail(faults) {
    return this.#ask("/faults", { method: "PUT", body: faults });
  }

  recover() {
    return this.#ask("/faults", { method: "DELETE" });
  }

  /** How many requests trackers have made since it began to fail or to work. */
  async requests() {
    return (await this.#ask("/faults")).requests;
  }

  /** The events, whole. */
  good() {
    return this.#ask("/micro/good");
  }

  /** How often each event has arrived, by its id. All have to be good. */
  async arrived() {
    const text = await (await fetch(`${this.url}/collector/ids`)).text();
    const rows = text.split("\n").filter(Boolean).map((line) => line.split(" "));
    assert.ok(rows.every(([, , bad]) => bad === "0"), text);
    return Object.fromEntries(rows.map(([id, good]) => [id, Number(good)]));
  }

  /** Waits until these events have arrived, and no others, each once. */
  async untilArrived(ids) {
    let seen = {};
    const isSo = async () => Object.keys((seen = await this.arrived())).length >= ids.length;
    await until(isSo, () => `${Object.keys(seen).length} of ${ids.length} events`);
    assert.deepEqual(seen, Object.fromEntries(ids.map((id) => [id, 1])));
  }
}

/** Waits for a condition; where it takes too long, the test fails and tells `what` is so instead. */
export async function until(condition, what) {
  const deadline = performance.now() + 30_000;
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, `${what()} after 30 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
