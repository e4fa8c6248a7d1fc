// Makes the modules in pkg/ smaller: leaves out what JavaScript does not call, and optimizes the rest. What comes of a
// module is kept in pkg/optimized/, under the hash of all that it was made of.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";

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

const KEPT = "pkg/optimized";
mkdirSync(KEPT, { recursive: true });

for (const [name, exports] of Object.entries(MODULES)) {
  const module = `pkg/${name}_bg.wasm`;
  const kept = `${KEPT}/${name}-${hash(module, exports, "package-lock.json")}.wasm`;
  if (!existsSync(kept)) {
    run("wasm-metadce", `--graph-file=${exports}`, module, "-o", module);
    run("wasm-opt", ...OPTIMIZE, module, "-o", module);
    keep(name, module, kept);
  }
  copyFileSync(kept, module);
}

/** The hash of these files and of the options. */
function hash(...files) {
  const sum = createHash("sha256").update(JSON.stringify(OPTIMIZE));
  for (const file of files) sum.update(readFileSync(file));
  return sum.digest("hex");
}

/** Keeps a module in place of the one before: whole, or not at all. */
function keep(name, module, kept) {
  for (const old of readdirSync(KEPT)) if (old.startsWith(`${name}-`)) rmSync(`${KEPT}/${old}`);
  copyFileSync(module, `${KEPT}/new.wasm`);
  renameSync(`${KEPT}/new.wasm`, kept);
}

function run(tool, ...args) {
  execFileSync(`node_modules/.bin/${tool}`, args, { stdio: ["ignore", "ignore", "inherit"] });
}
