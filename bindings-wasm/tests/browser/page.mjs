// Runs in the page: tracks from here, and from a worker, and says on `window.report` how it went.
import { trackAll } from "./track.mjs";

function inWorker(entry, collector) {
  const worker = new Worker("./worker.mjs", { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || "the worker did not start"));
    worker.postMessage({ entry, collector });
  });
}

window.run = async (entry, collector) => ({
  page: await trackAll(entry, collector, "page"),
  worker: await inWorker(entry, collector),
});
