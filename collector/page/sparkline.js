/** Events per second over the last minute, as a line. */

const SECONDS = 60;

export class Sparkline {
  #samples = [];
  #path;
  #text;

  constructor(figure) {
    this.#path = figure.querySelector("path");
    this.#text = figure.querySelector("figcaption");
  }

  /** Takes note of how many events the collector had judged at this moment (milliseconds). */
  add(total, now) {
    const last = this.#samples.at(-1);
    if (last && total < last.total) this.#samples = [];
    this.#samples.push({ total, now });
    while (this.#samples.length > 2 && this.#samples[0].now < now - SECONDS * 1000) this.#samples.shift();
    this.#draw(now);
  }

  #rates() {
    return this.#samples.slice(1).map(({ total, now }, index) => {
      const before = this.#samples[index];
      return { now, rate: ((total - before.total) * 1000) / Math.max(now - before.now, 1) };
    });
  }

  #draw(now) {
    const rates = this.#rates();
    const peak = Math.max(1, ...rates.map(({ rate }) => rate));
    const points = rates.map((point) => `${(120 * (1 - (now - point.now) / (SECONDS * 1000))).toFixed(1)},${(27 - (26 * point.rate) / peak).toFixed(1)}`);
    this.#path.setAttribute("d", points.length > 1 ? `M${points.join("L")}` : "");
    const current = Math.round(rates.at(-1)?.rate ?? 0);
    this.#text.textContent = `${current.toLocaleString()} events/s, at most ${Math.round(rates.length ? peak : 0).toLocaleString()} in the last minute`;
  }
}
