// A site on loopback with the package, the pages of this folder and whatever else a test serves.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { listen } from "../collector.mjs";

const TYPES = { ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

const PACKAGE = new URL(".", import.meta.resolve("snowgauge"));
const STORES = new URL("../stores/", import.meta.url);

/**
 * Starts it.
 *
 * @param policy gives the Content-Security-Policy of the next page. @param pages texts by their paths.
 */
export async function startSite(policy, pages) {
  const contentOf = async (path) => {
    if (Object.hasOwn(pages, path)) return pages[path];
    const [, folder, name] = /^\/(?:(package|stores)\/)?([\w.-]+)$/.exec(path) ?? [];
    return readFile(new URL(name, { package: PACKAGE, stores: STORES }[folder] ?? import.meta.url));
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://site.test");
    try {
      const content = await contentOf(pathname);
      response.setHeader("content-security-policy", policy());
      response.setHeader("content-type", TYPES[extname(pathname)] ?? "text/html");
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: await listen(server), close };
}
