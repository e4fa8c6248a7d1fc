/** Keeps events in an IndexedDB database of this name: more than localStorage holds, in workers too. */
export function indexedDbStore(name) {
  const answer = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const opening = indexedDB.open(name);
  opening.onupgradeneeded = () => opening.result.createObjectStore("events");
  const database = answer(opening);
  const events = async () => (await database).transaction("events", "readwrite").objectStore("events");
  return {
    async load() {
      const store = await events();
      const [ids, texts] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
      return ids.map((id, index) => [id, texts[index]]);
    },
    put: async (id, text) => answer((await events()).put(text, id)),
    delete: async (id) => answer((await events()).delete(id)),
  };
}
