/** Serves this folder and the installed package on a free port of 127.0.0.1, under a strict Content-Security-Policy. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = { ".html": "text/html", ".mjs": "text/javascript", ".js": "text/javascript" };

/** Starts to serve; the page may connect to itself and to the collector, and to nothing else. */
export async function serve(collector) {
  // WebAssembly asks for 'wasm-unsafe-eval'. It does not open the door to JavaScript's eval: that would be 'unsafe-eval'.
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${collector}; base-uri 'none'`;
  const server = createServer((request, response) => void answer(request, response, policy));
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

async function answer(request, response, policy) {
  try {
    const file = fileOf(new URL(request.url, "http://page").pathname);
    const body = await readFile(file);
    const type = `${TYPES[extname(file)]}; charset=utf-8`;
    response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": policy }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

function fileOf(path) {
  if (path === "/") return fileURLToPath(new URL("index.html", import.meta.url));
  // What a bundler would find by the package's name.
  if (path === "/snowgauge.mjs") return fileURLToPath(import.meta.resolve("snowgauge"));
  return fileURLToPath(new URL(path.startsWith("/shared/") ? `..${path}` : `.${path}`, import.meta.url));
}
