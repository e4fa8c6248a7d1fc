/** Keeps events in a VS Code Memento: `context.workspaceState`, as that is one window's. */
export function mementoStore(memento, prefix = "snowgauge.") {
  return {
    *load() {
      for (const key of memento.keys().filter((key) => key.startsWith(prefix))) yield [key.slice(prefix.length), memento.get(key)];
    },
    put: (id, text) => memento.update(prefix + id, text),
    delete: (id) => memento.update(prefix + id, undefined),
  };
}
