// Writes dist/types/: the declarations that the entries reach, once for ES modules (.d.mts), once for CommonJS (.d.cts).
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

process.chdir(new URL("..", import.meta.url).pathname);

const RELATIVE = /(from |import\()"\.\/([\w-]+)\.js"/g;

/** Copies a module's declarations, and those that they name, under another extension. */
function copy(name, extension, done = new Set()) {
  if (done.has(name)) return;
  done.add(name);
  const text = readFileSync(`dist/emitted/js/${name}.d.ts`, "utf8");
  if (/from "\.\.\//.test(text)) throw new Error(`${name}: the public types reach into pkg/`);
  const renamed = text.replace(RELATIVE, (_, before, other) => {
    copy(other, extension, done);
    return `${before}"./${other}.${extension}"`;
  });
  writeFileSync(`dist/types/${name}.d.${extension.replace("js", "ts")}`, renamed);
}

execFileSync("node_modules/.bin/tsc", ["--project", "tsconfig.json"], { stdio: "inherit" });
mkdirSync("dist/types", { recursive: true });
copy("index", "mjs");
copy("index", "cjs");
copy("external", "mjs");
rmSync("dist/emitted", { recursive: true });
