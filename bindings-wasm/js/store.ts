/** What a store of the app's is to do, and what is told of it. */

/** Events as {@link EventStore.put} has got them: their ids and their texts. */
export type StoredEntries = Iterable<readonly [id: string, text: string]> | AsyncIterable<readonly [id: string, text: string]>;

/**
 * Where events are kept until they have left, so that they outlive the page or the process. Each method may answer at once
 * or with a promise. One that throws, rejects or never answers harms nobody: the event is then held in memory only.
 */
export interface EventStore {
  /** Gives all that is there, of whichever tracker: best one by one, as not all may be wanted. */
  load(): StoredEntries | PromiseLike<StoredEntries>;
  /** Keeps a text under an id of its own: hexadecimal digits, hyphens and a dot. */
  put(id: string, text: string): unknown;
  /** Forgets what is kept under an id, if anything is. */
  delete(id: string): unknown;
  /**
   * Claims a name among all that share this store. Answers when nobody else has it any more, with a function that gives it
   * back; the name also gets free when the claimant ends, however it ends. Default in browsers: the Web Locks API.
   * Elsewhere, without this, and where a browser denies that API, the store must be used by one process at a time.
   */
  hold?(name: string): Release | PromiseLike<Release>;
}

/** Gives a name back. */
export type Release = () => unknown;

/** What has happened to a store. No event is lost by it. */
export interface StoreNotice {
  /**
   * - `failing`: an event could not be written, or a stored one not be read or deleted. Until `working`, events are held in
   *   memory only; `unstored` counts them.
   * - `working`: events are written again.
   * - `damaged`: what is kept under an id is no event. It was deleted; `damaged` counts it.
   */
  readonly code: "failing" | "working" | "damaged";
  /** What the store has thrown. */
  readonly error: unknown;
}

/** What is used of `localStorage`. */
export interface WebStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * A store in `localStorage`.
 *
 * @param storage it, or what gives it: where a page may not use it, asking for it throws, which then is the store's failure.
 * @param prefix what the keys begin with.
 * @example
 * ```ts
 * createTracker({ collector: "https://snowplow.example", appId: "web", store: webStorage(() => localStorage) });
 * ```
 */
export function webStorage(storage: WebStorage | (() => WebStorage), prefix = "snowgauge."): EventStore {
  const get = typeof storage === "function" ? storage : () => storage;
  return {
    *load() {
      const keys = Array.from({ length: get().length }, (_, index) => get().key(index));
      for (const key of keys) {
        const text = key?.startsWith(prefix) ? get().getItem(key) : null;
        if (key && text !== null) yield [key.slice(prefix.length), text] as const;
      }
    },
    put: (id, text) => get().setItem(prefix + id, text),
    delete: (id) => get().removeItem(prefix + id),
  };
}

/** The Web Locks API, as far as it is used. */
interface LockManager {
  request(name: string, use: () => Promise<void>): Promise<void>;
}

/** How names are claimed in browsers; undefined elsewhere, and in pages without HTTPS. */
export function webLocks(): EventStore["hold"] {
  const host = globalThis as { navigator?: { locks?: LockManager }; document?: unknown; importScripts?: unknown };
  const locks = host.document || host.importScripts ? host.navigator?.locks : undefined;
  if (!locks) return undefined;
  return (name) =>
    new Promise<Release>((granted, refused) => {
      locks.request(name, () => new Promise<void>((release) => granted(release))).catch(refused);
    });
}
