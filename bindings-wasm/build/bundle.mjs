// Bundles js/ with what bindgen/ has written to pkg/: one file per format, and the entry with the module beside it.
import { copyFile, readFile, rm } from "node:fs/promises";
import { build } from "esbuild";
import { embed } from "./embed.mjs";

process.chdir(new URL("..", import.meta.url).pathname);

/** The workspace's version: the package bears the same. */
async function workspaceVersion() {
  const manifest = await readFile("../Cargo.toml", "utf8");
  const version = /^version = "(.+)"$/m.exec(manifest)?.[1];
  const own = JSON.parse(await readFile("package.json", "utf8")).version;
  if (version !== own) throw new Error(`package.json says ${own}, the workspace ${version}`);
  return version;
}

const shared = {
  bundle: true,
  platform: "neutral",
  // Every runtime that has WebAssembly with multiple results; private members and `??` would else be written out.
  target: "es2022",
  minify: true,
  legalComments: "none",
  define: { VERSION: JSON.stringify(await workspaceVersion()) },
  plugins: [{ name: "embed", setup: (build) => build.onLoad({ filter: /\.wasm$/ }, embedded) }],
};

async function embedded({ path }) {
  return { contents: embed(await readFile(path)), loader: "text" };
}

await rm("dist", { recursive: true, force: true });
await build({ ...shared, entryPoints: ["js/index.ts"], format: "esm", outfile: "dist/index.mjs" });
await build({ ...shared, entryPoints: ["js/index.ts"], format: "cjs", outfile: "dist/index.cjs" });
await build({ ...shared, entryPoints: ["js/external.ts"], format: "esm", outfile: "dist/external.mjs" });
await copyFile("pkg/snowgauge_bg.wasm", "dist/snowgauge.wasm");
