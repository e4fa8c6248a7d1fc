// Runs in a module worker.
import { trackAll } from "./track.mjs";

self.onmessage = async ({ data: { entry, collector } }) => {
  self.postMessage(await trackAll(entry, collector, "worker"));
};
