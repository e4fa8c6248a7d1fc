// Prints the sizes of what is shipped, and of the module of request counts, which is inside.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

process.chdir(new URL("..", import.meta.url).pathname);

const FILES = ["dist/snowgauge.wasm", "dist/index.mjs", "dist/index.cjs", "dist/external.mjs", "pkg/counts_bg.wasm"];

const sizes = FILES.map((name) => {
  const bytes = readFileSync(name);
  return { name, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
});
console.table(sizes);
