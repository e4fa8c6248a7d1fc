// Makes the modules in pkg/ smaller: leaves out what JavaScript does not call, and optimizes the rest.
import { execFileSync } from "node:child_process";

process.chdir(new URL("..", import.meta.url).pathname);

/** Each module with its exports that are called. */
const MODULES = { snowgauge: "build/exports.json", counts: "build/counts-exports.json" };

const OPTIMIZE = [
  "--flatten",
  "--rereloop",
  "-Oz",
  "-Oz",
  // Follows values across functions, once these are small: 0.2 % more.
  "--gufa-optimizing",
  "-Oz",
  "--converge",
  "--low-memory-unused",
  "--zero-filled-memory",
  "--strip-target-features",
];

for (const [name, exports] of Object.entries(MODULES)) {
  const module = `pkg/${name}_bg.wasm`;
  run("wasm-metadce", `--graph-file=${exports}`, module, "-o", module);
  run("wasm-opt", ...OPTIMIZE, module, "-o", module);
}

function run(tool, ...args) {
  execFileSync(`node_modules/.bin/${tool}`, args, { stdio: ["ignore", "ignore", "inherit"] });
}
