// Prints the sizes of what is shipped.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

process.chdir(new URL("..", import.meta.url).pathname);

const sizes = ["snowgauge.wasm", "index.mjs", "index.cjs", "external.mjs"].map((name) => {
  const bytes = readFileSync(`dist/${name}`);
  return { name, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
});
console.table(sizes);
