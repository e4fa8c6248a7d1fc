// Prints the sizes of what is shipped; with --check fails where one is above its limit.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

process.chdir(new URL("..", import.meta.url).pathname);

/** The most bytes of the module as it is: a must of the project. */
const MOST_MODULE_BYTES = 40_000;

const sizes = ["snowgauge.wasm", "index.mjs", "index.cjs", "external.mjs"].map((name) => {
  const bytes = readFileSync(`dist/${name}`);
  return { name, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
});
console.table(sizes);

const module = sizes[0].raw;
if (process.argv.includes("--check") && module > MOST_MODULE_BYTES) {
  console.error(`sizes: snowgauge.wasm has ${module} bytes, ${MOST_MODULE_BYTES} are allowed`);
  process.exitCode = 1;
}
