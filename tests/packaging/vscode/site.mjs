// A site on loopback with VS Code and extensions, made as VS Code's own server makes it: a page that names what to load.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const TYPES = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };

/** The page, with the settings that VS Code starts with. Extension hosts are, as on vscode.dev, of an origin of their own. */
const page = (settings) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/vscode/out/vs/workbench/workbench.web.main.css"><body>
<script src="/vscode/out/vs/loader.js"></script>
<script src="/vscode/out/vs/webPackagePaths.js"></script>
<script>
  const paths = Object.entries(self.webPackagePaths).map(([name, file]) => [name, \`\${location.origin}/vscode/node_modules/\${name}/\${file}\`]);
  require.config({ baseUrl: location.origin + "/vscode/out", paths: Object.fromEntries(paths) });
</script>
<script src="/vscode/out/vs/workbench/workbench.web.main.nls.js"></script>
<script src="/vscode/out/vs/workbench/workbench.web.main.js"></script>
<script>
  require(["vs/workbench/workbench.web.main"], ({ URI, commands, create }) => {
    const at = (path) => URI.parse(location.origin + path);
    create(document.body, {
      additionalBuiltinExtensions: [at("/suggestions"), at("/settings")],
      configurationDefaults: ${JSON.stringify(settings)},
      productConfiguration: {
        // Telemetry is on unless the settings say otherwise; the key is nobody's.
        enableTelemetry: true,
        aiConfig: { ariaKey: "none" },
        quality: "stable",
        webEndpointUrlTemplate: location.origin.replace("//", "//{{uuid}}.") + "/vscode",
      },
      workspaceProvider: { workspace: { folderUri: URI.parse("tmp:/project") }, trusted: true, open: async () => false },
    });
    window.commands = commands;
  });
</script>`;

/**
 * Starts it.
 *
 * @param folders what is served under each name. @param settings what VS Code starts with.
 */
export async function startSite(folders, settings) {
  const contentOf = async (path) => {
    if (path === "/") return page(settings);
    const [, name, rest] = /^\/(\w+)\/([^?]+)$/.exec(path) ?? [];
    return readFile(new URL(rest, folders[name]));
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://site.test");
    // The extension hosts' origins load VS Code's files from this one.
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("content-type", TYPES[extname(pathname)] ?? "text/html");
    await contentOf(decodeURIComponent(pathname)).then((content) => response.end(content), () => response.writeHead(404).end());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  // A name, as extension hosts are below it.
  return { url: `http://localhost:${server.address().port}`, close };
}
