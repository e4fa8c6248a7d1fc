/** What the package takes from where it runs. Each can be replaced by an option. */

/** Tells the time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since any moment that stays the same, never going back. */
  monotonic(): number;
}

/** Fills all bytes with random ones. */
export type Random = (bytes: Uint8Array) => void;

/** What is used of a `fetch`: `globalThis.fetch` fits, and so does one that goes through a proxy. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- DOM's types are not everywhere where this package is.
export type Fetch = (url: string, init: any) => Promise<FetchResponse>;

/** What is used of a response. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  arrayBuffer?(): Promise<unknown>;
}

/** The clocks that every runtime has. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** How many bytes are drawn at a time: a draw for each event would take longer than its encoding. */
const POOL_BYTES = 2048;

/** The runtime's cryptographic random bytes. */
export function systemRandom(): Random {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  return (bytes) => {
    if (used + bytes.length > POOL_BYTES) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    bytes.set(pool.subarray(used, (used += bytes.length)));
  };
}

/**
 * The platform that suits where this runs: `app` in Electron (VS Code's desktop extensions too), `web` in a page and in a
 * browser's worker (VS Code's web extensions too), `srv` elsewhere.
 */
export function hostPlatform(): "app" | "web" | "srv" {
  const host = globalThis as { process?: { versions?: { electron?: string } }; document?: unknown; importScripts?: unknown };
  if (host.process?.versions?.electron) return "app";
  return host.document || host.importScripts ? "web" : "srv";
}
