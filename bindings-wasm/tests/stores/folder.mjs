import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

/** Keeps each event in a file of this folder, which one process uses at a time. */
export function folderStore(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    load: () => readdirSync(folder).map((id) => [id, readFileSync(`${folder}/${id}`, "utf8")]),
    put: (id, text) => writeFileSync(`${folder}/${id}`, text, { mode: 0o600 }),
    delete: (id) => rmSync(`${folder}/${id}`, { force: true }),
  };
}
